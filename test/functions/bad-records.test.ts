/** Records as Graph should not send them, through the functions as they run: stored whole, or given up visibly. */

import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { plainRecord, user } from '../../lab/fuzz/plain-record.ts';
import { callsOfUser } from '../../src/calls/calls-of-user.ts';
import { readCall as readStoredCall } from '../../src/calls/read-call.ts';
import { readDocument } from '../../src/documents/read-document.ts';
import { type CallId, parseCallId, type TenantId } from '../../src/language/identifiers.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/language/json.ts';
import { createStore, type Store } from '../../src/rows/store.ts';
import type { StoredRow } from '../../src/tables/cell.ts';
import { asSent, type HeldRecord, recordHolder } from '../fixtures/held-record.ts';
import { longTexts, ODD_IDS } from '../fixtures/odd-texts.ts';
import { refusedRecords } from '../fixtures/refused-records.ts';
import { storableRecords } from '../fixtures/storable-records.ts';
import { expectIndexed } from './expect-indexed.ts';
import {
  cellValue,
  leftovers,
  type PipelineWorld,
  pipelineInMemory,
  pipelineWorld,
  readCall,
} from './pipeline-world.ts';

let world: PipelineWorld;
let store: Store;
let tenantId: TenantId;
let hold: (shown: HeldRecord) => void;

// All records go through one pipeline, one after another: none may leave it in a bad way for the next.
function begin(created: PipelineWorld): void {
  world = created;
  tenantId = world.tenant.tenantId;
  store = createStore({ tables: world.tables, tenantId, clock: world.clock });
  hold = recordHolder(world.tenant, world.clock);
}

// What is stored goes to Azurite: it may refuse a text that the adapter in memory takes.
beforeAll(async () => begin(await pipelineWorld()));

// Graph counts requests in windows of 20 s.
beforeEach(() => world.clock.advance({ minutes: 1 }));

async function ingested(
  record: (callId: string) => JsonObject,
  rewrite?: HeldRecord['rewrite'],
): Promise<HeldRecord & { readonly callId: CallId }> {
  const callId = parseCallId(randomUUID()) as CallId;
  const shown = { callId, record: record(callId), ...(rewrite === undefined ? {} : { rewrite }) };
  hold(shown);
  await world.settle();
  return shown;
}

/** Head and rows of one generation, the document as Graph has it, found by day and person; nothing else. */
async function expectStored(shown: HeldRecord & { readonly callId: CallId }) {
  const { callId } = shown;
  expect(await deadLetters(callId)).toEqual([]);
  // Rejects with CallIncomplete when a row is missing that the head counts.
  const whole = await readStoredCall(store, callId);
  const { SessionsReceived, ParticipantsReceived, SegmentsReceived, MediaStreamsReceived } =
    whole?.head ?? {};
  const received = { SessionsReceived, ParticipantsReceived, SegmentsReceived, MediaStreamsReceived };
  expect(received).toEqual(elementsOf(shown.record));
  const document = await readDocument(store, callId);
  expect(isDeepStrictEqual(flat(document), flat(asSent(shown)))).toBe(true);
  const stored = await readCall(world, callId);
  expect(await leftovers(world, callId)).toEqual([]);
  await expectIndexed(world, stored);
  return stored;
}

type Stored = Awaited<ReturnType<typeof expectStored>>;

/** What the rows say is not in them, as `Table.Column`. */
function omittedIn({ head, participants, sessions, segments, mediaStreams }: Stored) {
  const rows = {
    CallRecords: [head],
    Participants: participants,
    Sessions: sessions,
    Segments: segments,
    MediaStreams: mediaStreams,
  };
  return Object.entries(rows).flatMap(([table, ofTable]) => {
    const columns = ofTable.flatMap((row) => String(cellValue(row, 'OmittedColumns') ?? '').split(','));
    return [...new Set(columns)].filter((column) => column !== '').map((column) => `${table}.${column}`);
  });
}

/** The elements of the record's lists, whatever they are; a value in place of a list counts as one. */
function elementsOf(record: JsonObject) {
  const within = (parents: ReadonlyArray<Json>, name: string): ReadonlyArray<Json> =>
    parents.filter(isJsonObject).flatMap((parent) => {
      const members = parent[name] ?? [];
      return Array.isArray(members) ? members : ['in place of a list'];
    });
  const segments = within(within([record], 'sessions'), 'segments');
  const media = within(segments, 'media');
  return {
    SessionsReceived: within([record], 'sessions').length,
    ParticipantsReceived: within([record], 'participants_v2').length,
    SegmentsReceived: segments.length,
    // What is no medium counts as one stream.
    MediaStreamsReceived: within(media, 'streams').length + media.filter((one) => !isJsonObject(one)).length,
  };
}

/** A value too deep to be compared becomes its depth. */
function flat(value: Json | undefined): unknown {
  if (!isJsonObject(value) || value.unknown === undefined) return value;
  let depth = 0;
  for (let inner: Json | undefined = value.unknown; Array.isArray(inner); inner = inner[0]) depth += 1;
  return depth < 100 ? value : { ...value, unknown: depth };
}

async function deadLetters(callId: string): Promise<ReadonlyArray<StoredRow>> {
  const rows = [
    ...(await world.rows('DeadLetters', 'call-records')),
    ...(await world.rows('DeadLetters', 'call-records-poison')),
  ];
  return rows.filter((row) => cellValue(row, 'CallId') === callId);
}

/** Everything that storage has of a call that started on the day of the plain record. */
async function rowsOf(callId: string): Promise<ReadonlyArray<StoredRow>> {
  const day = `${tenantId}_2026-11-23`;
  const found = await Promise.all([
    world.rows('CallRecords', callId),
    world.rows('Participants', callId),
    world.rows('Sessions', callId),
    world.rows('Segments', callId),
    world.rows('CallRecordDocuments', callId),
    world.rows('MediaStreams', `${day}_${callId.charAt(0)}`),
    world.rows('CallsByDay', day),
    world.tenantRows('PendingCallRecords'),
  ]);
  return found
    .flat()
    .filter((row) => [row.partitionKey, row.rowKey, cellValue(row, 'CallId')].includes(callId));
}

describe('a record is stored, and nothing of it is lost, with', () => {
  test.each(storableRecords)('$about', async ({ record, rewrite, omitted = [] }) => {
    const stored = await expectStored(await ingested(record, rewrite));
    expect(omittedIn(stored).sort()).toEqual([...omitted].sort());
  });

  test.each(ODD_IDS)('ids of %s, under which its people find it', async (_what, id) => {
    const shown = await ingested((callId) =>
      plainRecord(callId, {
        call: {
          participants_v2: [
            { id, identity: user(id, 'Odd') },
            { id, identity: user(`${id}2`, 'Even') },
          ],
        },
        caller: { identity: user(`${id}3`, 'At an end') },
        session: { id },
        segment: { id },
        stream: { streamId: id },
      }),
    );
    const stored = await expectStored(shown);
    expect(omittedIn(stored)).toEqual([]);
    expect(cellValue(stored.sessions[0], 'SessionId')).toBe(id.toWellFormed());
    for (const userId of [id, `${id}2`, `${id}3`]) {
      const found: Array<string> = [];
      for await (const { rows } of callsOfUser(store, userId)) found.push(...rows.map((head) => head.CallId));
      expect(found).toContain(shown.callId);
    }
  });

  // Of the 896 KiB that texts have in a row, one of these takes 64,000 bytes in Azure. The emulator measures what is
  // not plain by its escapes, six bytes each.
  test.each([
    { characters: 'plain', one: 'x', kept: 14 },
    { characters: 'Chinese', one: '会', kept: 4 },
    { characters: 'control', one: '\u0001', kept: 4 },
  ])('texts of $characters characters that exceed the 1 MiB of a row together', async ({ one, kept }) => {
    const text = one.repeat(32_000);
    const stored = await expectStored(await ingested(longTexts(text)));
    const [row] = stored.mediaStreams;
    const whole = Object.values(row?.cells ?? {}).filter(({ value }) => value === text);
    const omitted = omittedIn(stored).filter((column) => column.startsWith('MediaStreams.'));
    expect(whole).toHaveLength(kept);
    expect(whole.length + omitted.length).toBe(37);
  });
});

test('integers beyond 2^53 stand in their columns to the last digit', async () => {
  const shown = await ingested((callId) =>
    plainRecord(callId, {
      call: { version: 2n ** 53n + 1n },
      media: { callerNetwork: { linkSpeed: 2n ** 63n - 1n } },
      stream: { packetUtilization: -(2n ** 63n) },
    }),
  );
  const { head, mediaStreams } = await expectStored(shown);
  expect(cellValue(head, 'Version')).toBe(2n ** 53n + 1n);
  expect(cellValue(mediaStreams[0], 'CallerLinkSpeedBitsPerSecond')).toBe(2n ** 63n - 1n);
  expect(cellValue(mediaStreams[0], 'PacketUtilization')).toBe(-(2n ** 63n));
});

describe('a record becomes a dead letter that names the property, and leaves nothing else, with', () => {
  beforeAll(async () => begin(await pipelineInMemory()));

  test.each(refusedRecords)('$about', async ({ record, rewrite, names }) => {
    const { callId } = await ingested(record, rewrite);
    const letters = await deadLetters(callId);
    expect(letters).toHaveLength(1);
    expect(cellValue(letters[0], 'Reason')).toContain(names);
    expect(cellValue(letters[0], 'State')).toBe('waiting');
    expect(await rowsOf(callId)).toEqual([]);
    await expectStored(await ingested(plainRecord));
  });
});
