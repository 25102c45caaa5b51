import { expect, test } from 'vitest';
import { numberedCall, store, watched } from './call-in-store.ts';

/** Requests to the tables for one new call: docs/proofs.md, "Storing a version". */
const BUDGET = 12;

const peerToPeer = { participants: ['ada', 'ben'], callers: ['ada'] };

test('storing and indexing a new peer-to-peer call takes at most 12 requests to the tables', async () => {
  const { tables, requests } = watched();
  expect(await store(tables, peerToPeer)).toBe('stored');
  expect(
    requests.length,
    requests.map(({ table, operation }) => `${operation} ${table}`).join(', '),
  ).toBeLessThanOrEqual(BUDGET);
});

test('so does the thousandth call of the same two on the same day', async () => {
  const { storage, tables, requests } = watched();
  const ids = Array.from({ length: 1_000 }, (_, index) => numberedCall(index));
  for (const callId of ids) {
    requests.length = 0;
    await store(tables, { ...peerToPeer, callId });
  }
  expect(requests.length).toBeLessThanOrEqual(BUDGET);
  expect(storage.rows('CallsByDay')).toHaveLength(1_000);
});

test('a notification of what is stored already reads the head, and writes nothing', async () => {
  const { tables, requests } = watched();
  await store(tables, peerToPeer);
  requests.length = 0;
  expect(await store(tables, peerToPeer)).toBe('superseded');
  expect(requests.map(({ table, operation }) => `${operation} ${table}`)).toEqual(['get CallRecords']);
});
