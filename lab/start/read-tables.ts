/** Reads the tables as an analyst would: the head of a call, then the rows of its generation. */

import { deadLetterSources } from '../../src/dead-letters/dead-letter.ts';
import { type DateTime, parseDateTime } from '../../src/language/date-time.ts';
import { forEachConcurrently } from '../../src/language/for-each-concurrently.ts';
import { type CallId, parseCallId, type TenantId } from '../../src/language/identifiers.ts';
import type { Tables } from '../../src/ports/storage.ts';
import { callRecords } from '../../src/tables/declarations/call-records.ts';
import { deadLetters } from '../../src/tables/declarations/dead-letters.ts';
import { type ChildTableName, childTables } from '../../src/tables/declarations/index.ts';
import type { GenerationName } from '../../src/tables/generation.ts';
import { childRange, headKey } from '../../src/tables/keys.ts';
import { fromRow, withColumns } from '../../src/tables/table.ts';

export interface FoundCall {
  readonly head:
    | {
        readonly version: bigint;
        readonly lastModifiedDateTime: DateTime;
        readonly generation: GenerationName;
        /** Rows that the generation's document must have. */
        readonly documentRows: number;
      }
    | undefined;
  /** Rows of every generation that is there, the head's and others. */
  readonly rows: Readonly<Record<ChildTableName, ReadonlyMap<GenerationName, number>>>;
}

export interface FoundTables {
  readonly calls: ReadonlyMap<string, FoundCall>;
  /** Calls with a row in PendingCallRecords. */
  readonly pending: ReadonlySet<string>;
  /** Calls with a row in DeadLetters. */
  readonly dead: ReadonlySet<string>;
}

/** A call to look for, and the start under whose day its rows stand when there is no head to say it. */
export interface SoughtCall {
  readonly callId: string;
  readonly startDateTime: string;
}

const CALLS_AT_ONCE = 8;

/** Rejects with StorageFailure when the tables cannot be read. */
export async function readTables(
  tables: Tables,
  tenantId: TenantId,
  sought: ReadonlyArray<SoughtCall>,
): Promise<FoundTables> {
  const calls = new Map<string, FoundCall>();
  await forEachConcurrently(sought, CALLS_AT_ONCE, async (call) => {
    const callId = parseCallId(call.callId);
    if (callId !== undefined) calls.set(callId, await readCall(tables, tenantId, callId, call));
  });
  return { calls, pending: await readPending(tables, tenantId), dead: await readDead(tables) };
}

const HEAD = withColumns(callRecords, [
  'Version',
  'LastModifiedDateTime',
  'Generation',
  'FirstStartDateTime',
  'DocumentRows',
]);

async function readCall(
  tables: Tables,
  tenantId: TenantId,
  callId: CallId,
  { startDateTime }: SoughtCall,
): Promise<FoundCall> {
  const row = await tables.table('CallRecords').get(headKey(tenantId, callId), Object.keys(HEAD.columns));
  const head = row === undefined ? undefined : fromRow(HEAD, row);
  const firstStartDateTime = head?.FirstStartDateTime ?? parseDateTime(startDateTime);
  if (firstStartDateTime === undefined)
    throw new Error(`${callId} starts at ${startDateTime}, which is no time`);
  const place = { tenantId, callId, firstStartDateTime };
  const rows = (name: ChildTableName) => countByGeneration(tables, name, childRange(name, place));
  return {
    head:
      head === undefined
        ? undefined
        : {
            version: head.Version,
            lastModifiedDateTime: head.LastModifiedDateTime,
            generation: head.Generation,
            documentRows: head.DocumentRows,
          },
    rows: {
      Participants: await rows('Participants'),
      Sessions: await rows('Sessions'),
      Segments: await rows('Segments'),
      MediaStreams: await rows('MediaStreams'),
      CallRecordDocuments: await rows('CallRecordDocuments'),
    },
  };
}

async function countByGeneration(
  tables: Tables,
  name: ChildTableName,
  range: ReturnType<typeof childRange>,
): Promise<ReadonlyMap<GenerationName, number>> {
  const declaration = withColumns(childTables[name], ['Generation']);
  const counts = new Map<GenerationName, number>();
  for await (const page of tables.table(name).query({ ...range, select: ['Generation'] })) {
    for (const row of page) {
      const { Generation } = fromRow(declaration, row);
      counts.set(Generation, (counts.get(Generation) ?? 0) + 1);
    }
  }
  return counts;
}

async function readPending(tables: Tables, tenantId: TenantId): Promise<ReadonlySet<string>> {
  const callIds = new Set<string>();
  for await (const page of tables.table('PendingCallRecords').query({ partitionKey: tenantId })) {
    for (const { rowKey } of page) callIds.add(rowKey);
  }
  return callIds;
}

async function readDead(tables: Tables): Promise<ReadonlySet<string>> {
  const declaration = withColumns(deadLetters, ['CallId']);
  const callIds = new Set<string>();
  for (const partitionKey of deadLetterSources) {
    for await (const page of tables.table('DeadLetters').query({ partitionKey, select: ['CallId'] })) {
      for (const row of page) {
        const { CallId } = fromRow(declaration, row);
        if (CallId !== undefined) callIds.add(CallId);
      }
    }
  }
  return callIds;
}
