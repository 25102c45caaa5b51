import { expect, test } from 'vitest';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { callsOfDay } from '../../src/calls/calls-of-day.ts';
import { readCall } from '../../src/calls/read-call.ts';
import type { Tables } from '../../src/ports/storage.ts';
import type { CallsByDayValues } from '../../src/tables/declarations/calls-by-day.ts';
import { callId, inStore, numberedCall, once, store, watched } from '../store/call-in-store.ts';

async function pagesOf(tables: Tables, dayOrHour: string) {
  const pages: Array<ReadonlyArray<CallsByDayValues>> = [];
  for await (const { rows } of callsOfDay(inStore(tables), dayOrHour)) pages.push(rows);
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

test('a list shows a version once it is settled, and the call itself has it before', async () => {
  const storage = createMemoryTables();
  await store(storage);
  const dying = once(storage, { table: 'CallsByDay', phase: 'before' }, () => {
    throw new Error('the process ended');
  });
  await expect(store(dying, { version: 2 })).rejects.toThrow('ended');
  expect(await pagesOf(storage, '2026-11-23')).toMatchObject([[{ Version: 1n }]]);
  expect((await readCall(inStore(storage), callId))?.head).toMatchObject({ Version: 2n });
  await store(storage, { version: 3 });
  expect(await pagesOf(storage, '2026-11-23')).toMatchObject([
    [{ Version: 3n, OrganizerDisplayName: 'Ada, version 3' }],
  ]);
});

test('a day of 10,000 calls costs ten requests, and reading the first page does not read the rest', async () => {
  const { storage, tables, requests } = watched();
  await store(tables, { callId: numberedCall(0) });
  const [row] = storage.rows('CallsByDay');
  if (row === undefined) throw new Error('the call is not listed');
  for (let number = 1; number < 10_000; number += 1) {
    const rowKey = row.rowKey.replace(numberedCall(0), numberedCall(number));
    await tables.table('CallsByDay').insert({ ...row, rowKey });
  }
  requests.length = 0;
  expect((await pagesOf(tables, '2026-11-23')).map((page) => page.length)).toEqual(Array(10).fill(1_000));
  expect(requests).toHaveLength(10);
  requests.length = 0;
  for await (const { rows } of callsOfDay(inStore(tables), '2026-11-23')) {
    expect(rows).toHaveLength(1_000);
    break;
  }
  expect(requests).toHaveLength(1);
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
