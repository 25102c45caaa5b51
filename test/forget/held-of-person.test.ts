import { expect, test } from 'vitest';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { heldOf } from '../../src/forget/held-of-person.ts';
import { toDateTime } from '../../src/language/date-time.ts';
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
  expect(rows.map(({ table, row }) => [table, row.Body ?? row.LastError])).toEqual([
    ['PendingCallRecords', 'asked for by grace-0001'],
    ['DeadLetters', '{"user":"grace-0001"}'],
  ]);
});
