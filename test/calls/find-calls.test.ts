import { expect, test } from 'vitest';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { callsBeginning } from '../../src/calls/find-calls.ts';
import { inStore, numberedCall, store } from '../store/call-in-store.ts';

test('the calls whose ids begin so are found in the order of their ids, and those of another tenant are not', async () => {
  const storage = createMemoryTables();
  for (const number of [3, 1, 2]) await store(storage, { callId: numberedCall(number) });
  await storage
    .table('CallRecords')
    .upsert({ partitionKey: numberedCall(4), rowKey: 'another-tenant', cells: {} });
  const found = async (beginning: string) => {
    const ids: Array<string> = [];
    for await (const page of callsBeginning(inStore(storage), beginning)) ids.push(...page);
    return ids;
  };
  expect(await found('c00000')).toEqual([1, 2, 3].map(numberedCall));
  expect(await found('c0000000-0000-4000-8000-00000000000')).toEqual([1, 2, 3].map(numberedCall));
  expect(await found(numberedCall(2))).toEqual([numberedCall(2)]);
  expect(await found('c00001')).toEqual([]);
});
