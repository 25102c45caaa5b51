import { expect, test } from 'vitest';
import { CHANGED_TABLES, ofEarlierRelease } from '../../lab/storage/earlier-release.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { heldOf } from '../../src/forget/held-of-person.ts';
import { requestErasure, requestExclusion } from '../../src/forget/request.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { exclusionKinds } from '../../src/withheld/exclusion.ts';
import { inStore, numberedCall, store } from '../store/call-in-store.ts';

test('what is held of a user has the telephone that Graph knows to be theirs, and no other participant', async () => {
  const storage = createMemoryTables();
  const telephone = { phone: { id: '+15555550123' }, assertedIdentity: { id: 'grace' } };
  await store(storage, { start: '2026-11-22T09:00:00Z', participants: ['ben', telephone] });
  const held = await Array.fromAsync(heldOf(inStore(storage), ['grace']));
  const participants = held.filter(({ table }) => table === 'Participants');
  expect(participants.map(({ row }) => row.IdentityId)).toEqual(['+15555550123']);
});

test('what is held of a user has the sessions that name their telephone alone', async () => {
  const storage = createMemoryTables();
  const phone = { id: '+15555550123' };
  const callers = [{ phone }, { identity: { phone }, associatedIdentity: { id: 'grace' } }, 'ben'];
  await store(storage, { start: '2026-11-22T09:00:00Z', participants: ['ada', 'ben'], callers });
  const held = await Array.fromAsync(heldOf(inStore(storage), ['grace']));
  const sessions = held.filter(({ table }) => table === 'Sessions');
  expect(sessions.map(({ row }) => row.SessionOrdinal)).toEqual([0, 1]);
});

test('what is held of a user has calls that started later than the clock of the computer says', async () => {
  const storage = createMemoryTables();
  await store(storage, { start: '2030-11-22T09:00:00Z', participants: ['grace'] });
  const held = await Array.fromAsync(heldOf(inStore(storage), ['grace']));
  expect(held.map(({ table }) => table)).toEqual(['CallRecords', 'Participants']);
});

test('what is held of the organizer of a call has no media streams of other participants', async () => {
  const storage = createMemoryTables();
  await store(storage, {
    start: '2026-11-22T09:00:00Z',
    participants: ['ada', 'ben'],
    callers: ['ada', 'ben'],
  });
  const held = await Array.fromAsync(heldOf(inStore(storage), ['ada']));
  const streams = held.filter(({ table }) => table === 'MediaStreams');
  expect(streams.map(({ row }) => row.SessionOrdinal)).toEqual([0]);
});

test('what is held of a user has the erasures and exclusions that hold an id of theirs, without the pseudonym', async () => {
  const held = inStore(createMemoryTables());
  for (const id of ['grace-0001', 'ben-000001']) {
    await requestErasure(held, systemRandom, [id, `${id}@contoso.example`]);
    for (const kind of exclusionKinds) await requestExclusion(held, systemRandom, { kind, ids: [id] });
  }
  const handedOver = await Array.fromAsync(heldOf(held, ['GRACE-0001']));
  const rows = handedOver.map(({ table, row: { RequestedAt: _requestedAt, ...row } }) => ({ table, row }));
  const exclusions = exclusionKinds.map((Excludes) => ({ Excludes, Ids: '["grace-0001"]', Calls: 0 }));
  const all = [{ Ids: '["grace-0001","grace-0001@contoso.example"]', Calls: 0 }, ...exclusions];
  expect(new Set(rows)).toEqual(new Set(all.map((row) => ({ table: 'Withheld', row }))));
});

test('what is held of a user has the waiting calls and dead letters that name them, and no others', async () => {
  const storage = createMemoryTables();
  const held = inStore(storage);
  const letter = {
    State: 'operator',
    Reason: 'not ours',
    DeadAt: toDateTime(held.clock.now()),
    BodyLength: 20,
  };
  await held.deadLetters('notifications').upsert('one', { ...letter, Body: '{"user":"grace-0001"}' });
  await held.deadLetters('notifications').upsert('two', { ...letter, Body: '{"user":"ben-000001"}' });
  const waiting = { State: 'waiting', NextAttemptAt: toDateTime(held.clock.now()) } as const;
  await held.pending.upsert(numberedCall(1), { ...waiting, LastError: 'asked for by grace-0001' });
  await held.pending.upsert(numberedCall(2), waiting);
  const rows = await Array.fromAsync(heldOf(held, ['grace-0001']));
  expect(rows.map(({ table, row }) => [table, row.CallId, row.Body ?? row.LastError])).toEqual([
    ['PendingCallRecords', numberedCall(1), 'asked for by grace-0001'],
    ['DeadLetters', undefined, '{"user":"grace-0001"}'],
  ]);
});

const MASKED = { id: '+1555555***', displayName: 'Grace Hopper' };

test('what is held of a user has sessions that name their telephone with masked digits and their name alone', async () => {
  const storage = createMemoryTables();
  const phone = MASKED;
  const others = { phone: { ...MASKED, displayName: 'Ben' } };
  const participants = [{ phone, assertedIdentity: { id: 'grace' } }];
  await store(storage, { start: '2026-11-22T09:00:00Z', participants, callers: [{ phone }, others] });
  const held = await Array.fromAsync(heldOf(inStore(storage), ['grace']));
  const sessions = held.filter(({ table }) => table === 'Sessions');
  expect(sessions.map(({ row }) => row.SessionOrdinal)).toEqual([0]);
});

test('what is held of a user is one whole version of each call, also of one that is replaced meanwhile', async () => {
  const storage = createMemoryTables();
  const shown = { start: '2026-11-22T09:00:00Z', participants: ['grace', 'ben'], callers: ['grace', 'ben'] };
  await store(storage, shown);
  let isReplaced = false;
  const replacing = storage.seenThrough(async ({ table, phase }) => {
    if (isReplaced || table !== 'Sessions' || phase !== 'after') return;
    isReplaced = true;
    await store(storage, { ...shown, version: 2 });
  });
  const held = await Array.fromAsync(heldOf(inStore(replacing), ['grace']));
  expect(isReplaced).toBe(true);
  expect(held.map(({ table, row }) => `${table} ${row.Version}`)).toEqual(
    ['CallRecords', 'Participants', 'Sessions', 'Segments', 'MediaStreams'].map((table) => `${table} 2`),
  );
});

test('what is held of a user has the media streams of calls that release 0.1 has stored', async () => {
  const storage = createMemoryTables();
  await store(storage, { start: '2026-11-22T09:00:00Z', participants: ['grace'], callers: ['grace'] });
  for (const name of CHANGED_TABLES) {
    const table = storage.table(name);
    for (const row of storage.rows(name)) {
      await table.delete(row, row.etag);
      await table.upsert(ofEarlierRelease(name, row));
    }
  }
  const held = await Array.fromAsync(heldOf(inStore(storage), ['grace']));
  expect(held.map(({ table }) => table)).toContain('MediaStreams');
});

test('what is held of a user has nothing of a call that names them no more, though a row in CallsByUser leads there', async () => {
  const storage = createMemoryTables();
  const shown = { start: '2026-11-22T09:00:00Z', participants: ['grace', 'ben'] };
  await store(storage, shown);
  const [hint] = storage.rows('CallsByUser').filter(({ partitionKey }) => partitionKey.endsWith('_grace'));
  await store(storage, { ...shown, participants: ['ben'], version: 2 }, { attemptedBefore: true });
  if (hint !== undefined) await storage.table('CallsByUser').upsert(hint);
  expect(await Array.fromAsync(heldOf(inStore(storage), ['grace']))).toEqual([]);
});
