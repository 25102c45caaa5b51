import { describe, expect, test } from 'vitest';
import { CALL_KINDS, type CallKind } from '../../lab/graph/call-kinds.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { CallIncomplete, CallReplaced, openCall, readCall } from '../../src/calls/read-call.ts';
import { LAYOUT } from '../../src/tables/declarations/layout.ts';
import { callId, inStore, numberedCall, once, store, watched } from '../store/call-in-store.ts';
import { makeOld } from '../store/earlier-layout.ts';
import { createSimulatedStore } from '../store/simulated-store.ts';

const people = Array.from({ length: 1_500 }, (_, index) => `user ${index}`);

describe('readCall', () => {
  test('gives the head and all rows of a call, in the order of Graph', async () => {
    const storage = createMemoryTables();
    await store(storage, { participants: people, callers: people });
    const call = await readCall(inStore(storage), callId);
    expect(call?.head).toMatchObject({ CallId: callId, Version: 1n, OrganizerIdentityId: 'ada' });
    expect(call?.participants.map(({ IdentityId }) => IdentityId)).toEqual(people);
    expect(call?.sessions.map(({ CallerIdentityId }) => CallerIdentityId)).toEqual(people);
    expect(call?.segments).toHaveLength(people.length);
    expect(call?.mediaStreams.at(-1)).toMatchObject({ SessionOrdinal: 1_499, CallerIdentityId: 'user 1499' });
  });

  test('gives nothing for a call that is not stored', async () => {
    const storage = createMemoryTables();
    await store(storage);
    expect(await readCall(inStore(storage), numberedCall(2))).toBeUndefined();
  });

  test.each(['this release', 'an earlier one'])(
    'costs five requests for a call of %s, none of them over other calls',
    async (release) => {
      const { storage, tables, requests } = watched();
      await store(tables, { callers: ['ada'] });
      await store(tables, { callId: numberedCall(2) });
      if (release === 'an earlier one') await makeOld(storage);
      requests.length = 0;
      expect((await readCall(inStore(tables), callId))?.mediaStreams).toHaveLength(1);
      expect(requests.map(({ table, operation }) => `${operation} ${table}`)).toEqual([
        'get CallRecords',
        'query Participants',
        'query Sessions',
        'query Segments',
        'query MediaStreams',
      ]);
    },
  );

  test.each(['Participants', 'Sessions', 'Segments', 'MediaStreams'] as const)(
    'gives the next version whole when that is stored before %s is read',
    async (table) => {
      const storage = createMemoryTables();
      await store(storage, { callers: ['ada', 'ben'] });
      const tables = once(storage, { table, phase: 'before' }, () =>
        store(storage, { version: 2, participants: ['ada'], callers: ['ada'] }),
      );
      const call = await readCall(inStore(tables), callId);
      const { Version, Generation } = call?.head ?? {};
      expect(Version).toBe(2n);
      const { participants = [], sessions = [], segments = [], mediaStreams = [] } = call ?? {};
      const rows = [...participants, ...sessions, ...segments, ...mediaStreams];
      expect(rows.map((row) => row.Generation)).toEqual([Generation, Generation, Generation, Generation]);
    },
  );

  test.each(['Participants', 'Sessions', 'Segments', 'MediaStreams'] as const)(
    'says so when a row of %s is missing for good',
    async (table) => {
      const storage = createMemoryTables();
      await store(storage, { callers: ['ada', 'ben'] });
      const [row] = storage.rows(table);
      if (row === undefined) throw new Error('there should be rows');
      await storage.table(table).delete(row);
      const reading = readCall(inStore(storage), callId);
      await expect(reading).rejects.toThrow(CallIncomplete);
      await expect(reading).rejects.toThrow(`${callId}: 1 rows in ${table}, 2 were stored`);
    },
  );

  test('gives up on a call whose version never stays', async () => {
    const storage = createMemoryTables();
    let version = 1;
    await store(storage);
    const tables = storage.seenThrough(async ({ table, phase }) => {
      if (table !== 'Participants' || phase !== 'before') return;
      version += 1;
      await store(storage, { version });
    });
    await expect(readCall(inStore(tables), callId)).rejects.toThrow(CallReplaced);
    expect(version).toBe(6);
  });
});

describe('openCall', () => {
  test('reads a large meeting in pages of 250 rows', async () => {
    const storage = createMemoryTables();
    await store(storage, { callers: people });
    const call = await openCall(inStore(storage), callId);
    const sizes = [];
    for await (const page of call?.sessions() ?? []) sizes.push(page.length);
    expect(sizes).toEqual(Array(6).fill(250));
  });

  test('says when the version it reads was replaced', async () => {
    const storage = createMemoryTables();
    await store(storage, { callers: people });
    const call = await openCall(inStore(storage), callId);
    await store(storage, { version: 2, callers: people });
    const reading = async () => {
      for await (const page of call?.sessions() ?? []) expect(page).toEqual([]);
    };
    await expect(reading()).rejects.toThrow(CallReplaced);
  });
});

describe('a call that was stored before streams were classified', () => {
  const kinds = Object.keys(CALL_KINDS) as ReadonlyArray<CallKind>;

  test.each(kinds)('is read with the quality it would be stored with today: %s', async (kind) => {
    const simulated = createSimulatedStore();
    const id = simulated.startCall({ kind });
    await simulated.store(id);
    const today = await readCall(simulated, id);
    await makeOld(simulated.tables);
    expect(simulated.tables.rows('CallRecords')[0]?.cells.RuleSet).toBeUndefined();
    const read = await readCall(simulated, id);
    const head = { ...today?.head, Layout: LAYOUT - 1, VersionsStored: undefined };
    expect(read).toEqual({ ...today, head });
    expect(read?.mediaStreams.every(({ Quality }) => Quality !== undefined)).toBe(true);
  });

  test('page by page has the quality of its streams', async () => {
    const simulated = createSimulatedStore();
    const id = simulated.startCall({ kind: 'meeting' });
    await simulated.store(id);
    const today = await readCall(simulated, id);
    await makeOld(simulated.tables);
    const call = await openCall(simulated, id);
    const streams = [];
    for await (const page of call?.mediaStreams() ?? []) streams.push(...page);
    expect(streams).toEqual(today?.mediaStreams);
    expect(call?.head.RuleSet).toBeUndefined();
  });
});
