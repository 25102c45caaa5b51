import { expect, test } from 'vitest';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { callsOfDay } from '../../src/calls/calls-of-day.ts';
import type { Tables } from '../../src/ports/storage.ts';
import type { CallRecordValues } from '../../src/tables/declarations/call-records.ts';
import { callId, inStore, numberedCall, once, store, tenantId, watched } from '../store/call-in-store.ts';

async function pagesOf(tables: Tables, dayOrHour: string) {
  const pages: Array<ReadonlyArray<CallRecordValues>> = [];
  for await (const page of callsOfDay(inStore(tables), dayOrHour)) pages.push(page);
  return pages;
}

async function callsIn(tables: Tables, dayOrHour: string) {
  return (await pagesOf(tables, dayOrHour)).flat().map(({ CallId }) => CallId);
}

test('the calls of a day or an hour come in the order of their starts', async () => {
  const storage = createMemoryTables();
  const starts = [
    '2026-11-22T23:59:59.9999999Z',
    '2026-11-23T23:59:59.9999999Z',
    '2026-11-23T00:00:00Z',
    '2026-11-23T09:59:00Z',
    '2026-11-23T09:00:00Z',
    '2026-11-24T00:00:00Z',
  ];
  for (const [index, start] of starts.entries()) await store(storage, { callId: numberedCall(index), start });
  expect(await callsIn(storage, '2026-11-23')).toEqual([2, 4, 3, 1].map(numberedCall));
  expect(await callsIn(storage, '2026-11-23T09')).toEqual([4, 3].map(numberedCall));
  expect(await callsIn(storage, '2026-11-21')).toEqual([]);
});

test('a call stays on the day on which its first version started', async () => {
  const storage = createMemoryTables();
  await store(storage, { start: '2026-11-23T23:59:59Z' });
  await store(storage, { version: 2, start: '2026-11-24T00:00:01Z' });
  expect(await callsIn(storage, '2026-11-23')).toEqual([callId]);
  expect(await callsIn(storage, '2026-11-24')).toEqual([]);
});

test('what is listed is what is stored, even while its index row is behind', async () => {
  const storage = createMemoryTables();
  await store(storage);
  const dying = once(storage, { table: 'CallsByDay', phase: 'before' }, () => {
    throw new Error('the process ended');
  });
  await expect(store(dying, { version: 2 })).rejects.toThrow('ended');
  expect(await pagesOf(storage, '2026-11-23')).toMatchObject([
    [{ Version: 2n, OrganizerDisplayName: 'Ada, version 2' }],
  ]);
});

test('a call whose head is gone is not listed', async () => {
  const storage = createMemoryTables();
  for (const number of [1, 2, 3]) await store(storage, { callId: numberedCall(number) });
  await storage.table('CallRecords').delete({ partitionKey: numberedCall(2), rowKey: tenantId });
  expect(await callsIn(storage, '2026-11-23')).toEqual([1, 3].map(numberedCall));
});

test('a busy day comes in pages, and reading the first does not read the rest', async () => {
  const { tables, requests } = watched();
  for (let number = 0; number < 120; number += 1) await store(tables, { callId: numberedCall(number) });
  expect((await pagesOf(tables, '2026-11-23')).map((page) => page.length)).toEqual([50, 50, 20]);
  requests.length = 0;
  for await (const page of callsOfDay(inStore(tables), '2026-11-23')) {
    expect(page).toHaveLength(50);
    break;
  }
  expect(requests).toHaveLength(51);
});

test.each([
  '',
  '2026-11',
  '2026-11-23T',
  '2026-11-23T09:00',
  "2026-11-23' or '1",
  '2026-99-99',
  '2026-02-29',
  '2026-11-23T24',
])('%j is refused: it is neither a day nor an hour', async (period) => {
  await expect(pagesOf(createMemoryTables(), period)).rejects.toThrow(RangeError);
});
