/** Compares what happened in a simulated tenant with what the tables hold. */

import { type ChildTableName, childTableNames } from '../../src/tables/declarations/index.ts';
import type { TrueCall } from '../graph/call.ts';
import type { SimulatedTenant } from '../graph/tenant.ts';
import { type AskedFor, AskedForCalls } from './asked-for.ts';
import { azureRows } from './azure-rows.ts';
import { documentFault, recordIn } from './document.ts';
import { dayFault, incompleteTables, streamsFault, userFaults, wrongCounts, wrongQuality } from './faults.ts';
import { type Ending, type NotKept, notKeptFaults } from './not-kept.ts';
import { CLASSIFIED_COLUMNS } from './quality.ts';
import type { Row } from './row.ts';
import { CALL_TABLES, type StoredCall, StoredCalls } from './stored-calls.ts';
import { countsIn, isNewer, versionOf } from './truth.ts';

export interface Verdict {
  /** Every call is in exactly one of these but `happened`. */
  readonly calls: {
    readonly happened: number;
    /** The head shows the newest version. */
    readonly stored: number;
    /** Waits in PendingCallRecords; an older version may be stored. */
    readonly pending: number;
    /** Given up on, in DeadLetters. */
    readonly dead: number;
    /** An older version is stored, and nothing says that the newest will be. */
    readonly outdated: number;
    /** Graph has told nobody of it, or nobody accepted to hear it. */
    readonly untold: number;
    /** The webhook accepted a notification, and there is no trace of the call. */
    readonly lost: number;
  };
  /** Rows of the heads' generations against what Graph's newest versions hold; of documents, what the heads say. */
  readonly tables: Readonly<Record<ChildTableName, TableVerdict>>;
  /** Calls stored at the newest version, and those of them whose document is what Graph holds. */
  readonly documents: { readonly stored: number; readonly equal: number };
  /** Notifications with a wrong clientState, and those of them that left a trace. */
  readonly forged: { readonly sent: number; readonly kept: number };
  /** Calls of before that ended as they were to. */
  readonly notKept: Readonly<Record<Ending, number>>;
  /** Whom operators have erased or excluded from calls that happened. */
  readonly askedFor: ReadonlyArray<AskedFor>;
  /** What is wrong, one line each; empty when all is well. */
  readonly faults: ReadonlyArray<string>;
}

export interface TableVerdict {
  readonly expected: number;
  readonly stored: number;
  /** Rows of other generations than the head's. Readers do not see them, and a later ingest deletes them. */
  readonly leftovers: number;
}

/**
 * `forged` are the ids that forged notifications named, `notKept` calls that Graph no longer shows; `compared` hears how
 * many calls were. Rejects when the tables cannot be read.
 */
export async function verdictOn(
  tenant: Pick<SimulatedTenant, 'tenantId' | 'truth' | 'recordOf'>,
  connectionString: string,
  forged: ReadonlyArray<string>,
  notKept: ReadonlyArray<NotKept> = [],
  compared: (calls: number) => void = () => undefined,
): Promise<Verdict> {
  const truth = tenant.truth();
  const storedCalls = await readStoredCalls(connectionString);
  const asked = await AskedForCalls.read(connectionString);
  const calls = { happened: truth.length, stored: 0, pending: 0, dead: 0, outdated: 0, untold: 0, lost: 0 };
  const tables = Object.fromEntries(
    childTableNames.map((name) => [name, { expected: 0, stored: 0, leftovers: 0 }]),
  ) as Record<ChildTableName, { -readonly [Column in keyof TableVerdict]: number }>;
  const documents = { stored: 0, equal: 0 };
  const faults: Array<string> = [];

  for (const [before, call] of truth.entries()) {
    compared(before);
    const { callId, kind } = call;
    const stored = storedCalls.of(callId);
    const record = tenant.recordOf(callId);
    const report = (fault: string) => faults.push(`${callId} (${kind}): ${fault}`);
    const expected = record === undefined ? undefined : countsIn(record);
    const isWithheld = stored.head?.isWithheld === true;
    for (const name of childTableNames) {
      const ofHead = stored.head?.counts[name] ?? 0;
      const isOfHead = isWithheld || name === 'CallRecordDocuments';
      tables[name].expected += isOfHead ? ofHead : (expected?.[name] ?? 0);
      tables[name].stored += stored.current(name).length;
      tables[name].leftovers += stored.leftovers(name).length;
    }
    const state = stateOf(call, stored);
    calls[state] += 1;
    if (state !== 'stored') report(inWords(state, call, stored));
    if (state !== 'stored' || stored.head === undefined || record === undefined) continue;
    const { tenantId } = tenant;
    const document = await documentRows(connectionString, callId, stored.head.generation);
    const judged = { callId, stored, record };
    const wrong = [
      ...incompleteTables(stored),
      ...wrongCounts(stored.head, expected),
      ...wrongQuality(stored, expected),
      streamsFault(tenantId, callId, stored),
      dayFault(tenantId, callId, stored),
    ];
    if (stored.head.isWithheld) wrong.push(...(await asked.withheldFaults(judged)));
    else {
      const erasures = asked.erasuresOf(judged);
      const differs = documentFault(document, record, erasures);
      documents.stored += 1;
      if (differs === undefined) documents.equal += 1;
      // Who is erased is not found by the call any more.
      const isNamed = erasures.length === 0 || differs !== undefined;
      const shown = isNamed ? record : (recordIn(document) as object);
      wrong.push(differs, ...userFaults(tenantId, stored, shown), ...(await asked.personFaults(judged)));
    }
    for (const fault of wrong) if (fault !== undefined) report(fault);
  }
  const ended = { deleted: 0, forgotten: 0, withheld: 0 };
  for (const call of notKept) {
    const { callId, record } = call;
    const stored = storedCalls.of(callId);
    const isExcludedToo =
      stored.head?.isWithheld === true && record !== undefined && asked.isExcluded(record);
    const ending = isExcludedToo ? 'withheld' : call.ending;
    const wrong = await notKeptFaults(connectionString, { ...call, ending }, stored);
    faults.push(...wrong.map((fault) => `${callId}: ${fault}`));
    if (wrong.length === 0) ended[ending] += 1;
  }
  const known = new Set([...[...truth, ...notKept].map(({ callId }) => callId), ...forged]);
  const kept = forged.filter((callId) => storedCalls.of(callId).hasRows);
  faults.push(...kept.map((callId) => `${callId}: kept although its notification was forged`));
  const foreign = storedCalls.callIds.filter(
    (callId) => !known.has(callId) && !storedCalls.of(callId).isOnlyAskedFor,
  );
  faults.push(...foreign.map((callId) => `${callId}: kept although Graph never had it`));
  return {
    calls,
    tables,
    documents,
    forged: { sent: forged.length, kept: kept.length },
    notKept: ended,
    askedFor: asked.all,
    faults,
  };
}

async function readStoredCalls(connectionString: string): Promise<StoredCalls> {
  const stored = new StoredCalls();
  for (const table of CALL_TABLES) {
    // What counts rows, and their streams, needs no more of them.
    const isCounted = childTableNames.some((name) => name === table);
    const selection = isCounted ? { columns: ['CallId', 'Generation', ...CLASSIFIED_COLUMNS] } : {};
    for await (const row of azureRows(connectionString, table, selection)) stored.put(table, row, row);
  }
  return stored;
}

/** One at a time: a document is held whole. */
async function documentRows(
  connectionString: string,
  callId: string,
  generation: string,
): Promise<ReadonlyArray<Row>> {
  const rows: Array<Row> = [];
  for await (const row of azureRows(connectionString, 'CallRecordDocuments', { partitionKey: callId })) {
    if (row.cells.Generation?.value === generation) rows.push(row);
  }
  return rows;
}

type CallState = Exclude<keyof Verdict['calls'], 'happened'>;

function stateOf(call: TrueCall, stored: StoredCall): CallState {
  if (isStoredAtNewest(call, stored)) return 'stored';
  if (stored.rows('PendingCallRecords').length > 0) return 'pending';
  if (stored.rows('DeadLetters').length > 0) return 'dead';
  if (stored.head !== undefined) return 'outdated';
  return call.notified.accepted === 0 ? 'untold' : 'lost';
}

/** Version and time of publication: Graph orders records by both. */
function isStoredAtNewest({ newestVersion, lastModifiedDateTime }: TrueCall, { head }: StoredCall): boolean {
  if (head === undefined || newestVersion === undefined || lastModifiedDateTime === undefined) return false;
  const newest = versionOf(newestVersion, lastModifiedDateTime);
  return !isNewer(newest, head) && !isNewer(head, newest);
}

function inWords(state: CallState, { newestVersion }: TrueCall, { head }: StoredCall): string {
  const instead =
    head === undefined ? 'nothing of it is stored' : `version ${head.version} is stored instead`;
  switch (state) {
    case 'stored':
      return 'stored';
    case 'pending':
      return `version ${newestVersion} is pending, ${instead}`;
    case 'dead':
      return `version ${newestVersion} is a dead letter, ${instead}`;
    case 'outdated':
      return `version ${newestVersion} is missing, ${instead}`;
    case 'untold':
      return 'no notification of it was accepted';
    case 'lost':
      return 'lost: its notification was accepted, and no table knows it';
  }
}
