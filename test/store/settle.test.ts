import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { OneAtATime } from '../../src/language/one-at-a-time.ts';
import { readQueuedMessage } from '../../src/ports/call-record-message.ts';
import { GraphFailure } from '../../src/ports/graph.ts';
import { createStore } from '../../src/rows/store.ts';
import { createNoteFlow } from '../../src/status/pipeline-status.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { callId, once, rowsOf, store, tenantId, usersIndexed, valuesOf, watched } from './call-in-store.ts';
import { makeOld } from './earlier-layout.ts';

/** More than are indexed at once. */
const crowd = Array.from({ length: 30 }, (_, index) => `user ${index}`);
/** Requests of a next version of a peer-to-peer call that nobody has left. */
const MOST_OF_NEXT_VERSION = 22;
const crash = () => {
  throw new Error('the process ended');
};

describe('a stored call', () => {
  test('is listed under its day with what its head says', async () => {
    const storage = createMemoryTables();
    await store(storage, { callers: ['ada'] });
    const [head] = storage.rows('CallRecords');
    const [listed, ...others] = storage.rows('CallsByDay');
    expect(others).toEqual([]);
    expect(listed).toMatchObject({
      partitionKey: `${tenantId}_2026-11-23`,
      rowKey: `2026-11-23T09:00:00.0000000Z_${callId}`,
    });
    expect(valuesOf(head)).toMatchObject(valuesOf(listed));
    expect(valuesOf(listed)).toMatchObject({
      CallType: 'groupCall',
      CallModalities: 'audio,video',
      OrganizerDisplayName: 'Ada, version 1',
      CallDurationSeconds: 16 * 3600,
      ParticipantCount: 2,
      SessionCount: 1,
      Version: 1n,
    });
  });

  test('is listed under everybody with an id, once, whatever their kind', async () => {
    const storage = createMemoryTables();
    await store(storage, {
      participants: [
        'D0C8E3A2-0000-4000-8000-00000000000A',
        { phone: { id: '+15555550123', displayName: null } },
        { guest: { id: 'teamsvisitor:8f2d_1', displayName: null } },
        { guest: { displayName: 'Somebody without an id' } },
      ],
      callers: [
        'd0c8e3a2-0000-4000-8000-00000000000a',
        { applicationInstance: { id: 'queue/1', displayName: 'Queue' } },
      ],
    });
    const rows = storage.rows('CallsByUser');
    expect(rows.map(({ partitionKey }) => partitionKey)).toEqual(
      ['d0c8e3a2-0000-4000-8000-00000000000a', '+15555550123', 'teamsvisitor:8f2d!005F1', 'queue!002F1']
        .map((user) => `${tenantId}_${user}`)
        .sort(),
    );
    expect(rows.map(({ rowKey }) => rowKey)).toEqual(
      rows.map(() => `7973-88-76T90:99:99.9999999Z_${callId}`),
    );
    expect(rows.map(valuesOf)).toContainEqual({
      CallId: callId,
      FirstStartDateTime: '2026-11-23T09:00:00.0000000Z',
      IdentityId: '+15555550123',
      IdentityKind: 'phone',
      SeenInGeneration: valuesOf(storage.rows('CallRecords')[0]).Generation,
    });
  });

  test('is listed under a telephone, and under the user whose telephone Graph knows it to be', async () => {
    const storage = createMemoryTables();
    const phone = { id: '+15555550123', displayName: 'Ada' };
    await store(storage, { participants: [{ phone, assertedIdentity: { id: 'ada', displayName: 'Ada' } }] });
    expect(usersIndexed(storage)).toEqual(['+15555550123', 'ada']);
    await store(storage, { version: 2, participants: [{ phone }] });
    expect(usersIndexed(storage)).toEqual(['+15555550123']);
  });

  test('is listed under who is named only at an end of a segment, until a version lacks them', async () => {
    const storage = createMemoryTables();
    await store(storage, { participants: ['ada'], callers: [{ user: { id: 'ada' } }], segmentCallee: 'gus' });
    expect(usersIndexed(storage)).toEqual(['ada', 'gus']);
    await store(storage, { version: 2, participants: ['ada'], callers: ['ada'] });
    expect(usersIndexed(storage)).toEqual(['ada']);
  });

  test('is listed under an id of a thousand characters', async () => {
    const storage = createMemoryTables();
    const ids = ['x'.repeat(1_000), `${'x'.repeat(999)}y`, '/'.repeat(1_000), '😀'.repeat(500)];
    await store(storage, { participants: ids });
    expect(usersIndexed(storage)).toHaveLength(ids.length);
    expect(usersIndexed(storage)).toEqual(expect.arrayContaining(ids));
  });

  test('of thousands of people is indexed sixteen at a time', async () => {
    let now = 0;
    let most = 0;
    const storage = createMemoryTables();
    const tables = storage.seenThrough(async ({ table, phase }) => {
      if (table !== 'CallsByUser') return;
      now += phase === 'before' ? 1 : -1;
      most = Math.max(most, now);
      await Promise.resolve();
    });
    const participants = Array.from({ length: 3_000 }, (_, index) => `user ${index}`);
    await store(tables, { participants });
    expect(usersIndexed(storage)).toHaveLength(3_000);
    expect(most).toBe(16);
  });
});

describe('a new version', () => {
  test('replaces what the day lists, where the first version stood', async () => {
    const storage = createMemoryTables();
    await store(storage, { start: '2026-11-23T23:59:59Z' });
    await store(storage, { version: 2, start: '2026-11-24T00:00:01Z', participants: ['ada'] });
    const [listed, ...others] = storage.rows('CallsByDay');
    expect(others).toEqual([]);
    expect(listed?.partitionKey).toBe(`${tenantId}_2026-11-23`);
    expect(valuesOf(listed)).toMatchObject({
      Version: 2n,
      CallStartDateTime: '2026-11-24T00:00:01.0000000Z',
      ParticipantCount: 1,
    });
    expect(usersIndexed(storage)).toEqual(['ada']);
  });

  test('of a meeting is indexed under everybody in it, with the generation in which they were seen last', async () => {
    const storage = createMemoryTables();
    await store(storage, { participants: crowd });
    await store(storage, { version: 2, participants: [...crowd.slice(1), 'late'], callers: ['later'] });
    const current = valuesOf(storage.rows('CallRecords')[0]).Generation;
    const seenIn = new Map(
      rowsOf(storage, 'CallsByUser').map(({ IdentityId, SeenInGeneration }) => [
        IdentityId,
        SeenInGeneration,
      ]),
    );
    expect(seenIn.size).toBe(crowd.length + 1);
    for (const user of [...crowd.slice(1), 'late', 'later']) expect(seenIn.get(user), user).toBe(current);
  });

  test('leaves no rows of the one before', async () => {
    const storage = createMemoryTables();
    await store(storage, { participants: crowd, callers: crowd });
    await store(storage, { version: 2, callers: ['ada'] });
    const { Generation } = valuesOf(storage.rows('CallRecords')[0]);
    for (const table of ['CallsByDay', 'Participants', 'Sessions', 'Segments', 'MediaStreams'] as const) {
      expect(
        rowsOf(storage, table).every((row) => row.Generation === Generation),
        table,
      ).toBe(true);
    }
    expect(usersIndexed(storage)).toEqual(['ada', 'ben']);
  });

  test('takes the hints of those who have left it along, for three reads and a deletion each', async () => {
    const { storage, tables, requests } = watched();
    const left = ['dee', 'eve', 'fay'];
    await store(tables, { participants: ['ada', ...left], callers: [...left, 'ada'] });
    requests.length = 0;
    await store(tables, { version: 2, participants: ['ada'], callers: ['ada'] });
    expect(usersIndexed(storage)).toEqual(['ada']);
    const ofHints = requests.filter(({ table }) => table === 'CallsByUser').map(({ operation }) => operation);
    expect(ofHints.filter((operation) => operation === 'get')).toHaveLength(3);
    expect(ofHints.filter((operation) => operation === 'delete')).toHaveLength(3);
  });

  test('that nobody has left costs no request for hints but their writing', async () => {
    const { tables, requests } = watched();
    await store(tables, { callers: ['ada'] });
    requests.length = 0;
    await store(tables, { version: 2, callers: ['ada'] });
    expect(requests.length).toBeLessThanOrEqual(MOST_OF_NEXT_VERSION);
  });

  test('keeps the hint of somebody who left when a later version names them again meanwhile', async () => {
    const storage = createMemoryTables();
    await store(storage, { participants: ['ada', 'ben'] });
    const later = once(storage, { table: 'CallsByUser', operation: 'delete', phase: 'before' }, () =>
      store(storage, { version: 3, participants: ['ada', 'ben'] }),
    );
    await store(later, { version: 2, participants: ['ada'] });
    expect(usersIndexed(storage)).toEqual(['ada', 'ben']);
    expect(rowsOf(storage, 'CallRecords')).toMatchObject([{ Version: 3n }]);
  });
});

describe('an ingest that ends between its commit and the end of settling', () => {
  const places: ReadonlyArray<{ table: TableName; phase: 'before' | 'after' }> = [
    { table: 'CallsByDay', phase: 'before' },
    { table: 'CallsByDay', phase: 'after' },
    { table: 'CallsByUser', phase: 'before' },
    { table: 'CallsByUser', phase: 'after' },
  ];

  test.each(places)('($phase a write to $table) is finished by the redelivered message', async (place) => {
    const storage = createMemoryTables();
    const dying = once(storage, place, crash);
    await expect(store(dying, { participants: crowd, callers: ['late'] })).rejects.toThrow('ended');
    const redelivered = await store(
      storage,
      { participants: crowd, callers: ['late'] },
      { attemptedBefore: true },
    );
    expect(redelivered).toBe('superseded');
    expect(rowsOf(storage, 'CallsByDay')).toHaveLength(1);
    expect(usersIndexed(storage)).toHaveLength(crowd.length + 1);
  });

  test('and whose next version is stored by somebody else, leaves nobody out once it is redelivered', async () => {
    const storage = createMemoryTables();
    const dying = once(storage, { table: 'CallsByUser', phase: 'before' }, crash);
    await expect(store(dying, { participants: crowd })).rejects.toThrow('ended');
    await store(storage, { version: 2, participants: [...crowd, 'late'] });
    await store(storage, { version: 2, participants: [...crowd, 'late'] }, { attemptedBefore: true });
    expect(usersIndexed(storage)).toHaveLength(crowd.length + 1);
    expect(rowsOf(storage, 'CallsByDay')).toMatchObject([{ Version: 2n }]);
  });
});

test('a call whose record is gone before it was settled is settled when its wait ends', async () => {
  const storage = createMemoryTables();
  const dying = once(storage, { table: 'CallsByDay', phase: 'before' }, crash);
  await expect(store(dying, { participants: crowd })).rejects.toThrow('ended');
  const clock = new ManualClock();
  const message = {
    schema: 1,
    tenantId,
    callId,
    reason: 'pending',
    attempt: 30,
    firstSeenAt: '2026-11-01T00:00:00Z',
  };
  const stored = createStore({ tables: storage, tenantId, clock });
  const outcome = await ingest(
    {
      store: stored,
      queue: createMemoryQueue(clock),
      turns: new OneAtATime(),
      random: { fraction: () => 0.5, hex: () => 'ffffffffffff' },
      log: { info() {}, warn() {}, error() {} },
      note: createNoteFlow(stored),
      door: createDoor(stored),
      latencyWindowMinutes: 150,
      callRecords: { open: () => Promise.reject(new GraphFailure('notFound', 'not found', { status: 404 })) },
    },
    readQueuedMessage(message),
    { messageId: 'message', dequeueCount: 1, insertedAt: clock.now() },
  );
  expect(outcome).toEqual({ kind: 'superseded' });
  expect(rowsOf(storage, 'CallsByDay')).toHaveLength(1);
  expect(usersIndexed(storage)).toHaveLength(crowd.length);
});

test.each([
  ['2026-11-24T00:00:02Z', '2026-11-23T23:59:58Z'],
  ['2026-11-23T23:59:58Z', '2026-11-24T00:00:02Z'],
])(
  'rows of an attempt that saw a start at %s are gone once one with a start at %s is stored',
  async (...starts) => {
    const [start, nextStart] = starts;
    const storage = createMemoryTables();
    const dying = once(storage, { table: 'CallRecords', operation: 'insert', phase: 'before' }, crash);
    await expect(store(dying, { start, callers: ['ada'] })).rejects.toThrow('ended');
    expect(rowsOf(storage, 'MediaStreams')).toHaveLength(1);
    const next = { version: 2, start: nextStart, callers: ['ada'] };
    await store(storage, next, { attemptedBefore: true });
    expect(rowsOf(storage, 'MediaStreams')).toMatchObject([{ Version: 2n }]);
  },
);

describe('streams that an earlier release left in the one partition of their day', () => {
  const formerPartition = `${tenantId}_2026-11-23`;
  const partitionsOf = (storage: MemoryTables) =>
    storage.rows('MediaStreams').map(({ partitionKey }) => partitionKey);

  test.each([
    { version: 2, rewrite: false, attemptedBefore: false },
    { version: 1, rewrite: true, attemptedBefore: true },
  ])('are gone once their call is stored again: %o', async ({ version, ...options }) => {
    const storage = createMemoryTables();
    await store(storage, { callers: ['ada'] });
    await makeOld(storage);
    expect(partitionsOf(storage)).toEqual([formerPartition]);
    expect(await store(storage, { version, callers: ['ada'] }, options)).toBe('stored');
    expect(partitionsOf(storage)).toEqual([`${formerPartition}_c`]);
  });

  test('by an attempt that ended before it was stored, are gone once the redelivered message has stored it', async () => {
    const storage = createMemoryTables();
    const dying = once(storage, { table: 'CallRecords', operation: 'insert', phase: 'before' }, crash);
    await expect(store(dying, { callers: ['ada'] })).rejects.toThrow('ended');
    await makeOld(storage);
    expect(partitionsOf(storage)).toEqual([formerPartition]);
    await store(storage, { callers: ['ada'] }, { attemptedBefore: true });
    expect(partitionsOf(storage)).toEqual([`${formerPartition}_c`]);
  });

  test('are not looked for where this release stored the version before', async () => {
    const { tables, requests } = watched();
    await store(tables, { callers: ['ada'] });
    await store(tables, { version: 2, callers: ['ada'] });
    const asked = requests.filter(({ table }) => table === 'MediaStreams');
    expect(new Set(asked.map(({ partitionKey }) => partitionKey))).toEqual(new Set([`${formerPartition}_c`]));
  });
});

describe('index rows that somebody deleted', () => {
  test.each([
    { version: 1, rewrite: false, ends: 'superseded' },
    { version: 1, rewrite: true, ends: 'stored' },
    { version: 2, rewrite: false, ends: 'stored' },
  ])('are written again when a message other than a notification ends as $ends', async (again) => {
    const { version, rewrite, ends } = again;
    const storage = createMemoryTables();
    await store(storage, { participants: crowd });
    for (const table of ['CallsByDay', 'CallsByUser'] as const) {
      for (const row of storage.rows(table)) await storage.table(table).delete(row);
    }
    const shown = { version, participants: crowd };
    expect(await store(storage, shown, { rewrite, attemptedBefore: true })).toBe(ends);
    expect(rowsOf(storage, 'CallsByDay')).toMatchObject([{ Version: BigInt(version) }]);
    expect(usersIndexed(storage)).toHaveLength(crowd.length);
  });
});

describe('two versions settled at the same time', () => {
  test.each(['before', 'after'] as const)(
    'end with the newer one in the indexes when it is stored just %s the older writes its day',
    async (phase) => {
      const storage = createMemoryTables();
      const tables = once(storage, { table: 'CallsByDay', phase }, () =>
        store(storage, { version: 2, participants: [...crowd, 'late'] }),
      );
      expect(await store(tables, { participants: crowd })).toBe('stored');
      const { Generation } = valuesOf(storage.rows('CallRecords')[0]);
      expect(rowsOf(storage, 'CallsByDay')).toMatchObject([{ Version: 2n, Generation }]);
      expect(usersIndexed(storage)).toEqual(expect.arrayContaining([...crowd, 'late']));
    },
  );

  test('end with everybody indexed when the newer sweeps what the older is reading', async () => {
    const storage = createMemoryTables();
    const dying = once(storage, { table: 'CallsByDay', phase: 'before' }, crash);
    await expect(store(dying, { participants: crowd })).rejects.toThrow('ended');
    const reading = once(storage, { table: 'Participants', operation: 'query', phase: 'before' }, () =>
      store(storage, { version: 2, participants: crowd }),
    );
    await store(reading, { participants: crowd }, { attemptedBefore: true });
    expect(usersIndexed(storage)).toHaveLength(crowd.length);
    expect(rowsOf(storage, 'CallsByDay')).toMatchObject([{ Version: 2n }]);
  });
});
