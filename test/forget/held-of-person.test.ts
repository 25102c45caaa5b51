import { expect, test } from 'vitest';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { heldOf } from '../../src/forget/held-of-person.ts';
import { inStore, store } from '../store/call-in-store.ts';

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
