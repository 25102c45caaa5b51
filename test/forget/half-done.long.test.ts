import { expect, test } from 'vitest';
import { systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { requestErasure } from '../../src/forget/request.ts';
import { StorageFailure } from '../../src/ports/storage.ts';
import { numberedCall, store } from '../store/call-in-store.ts';
import { ForgetTimer, HOUR } from './timer.ts';

const BEN = 'ben-0000001';
/** A row can hold some 540 of them. */
const MANY = 600;

test('an erasure goes on although storage refused more of its calls on the way than its row can hold', async () => {
  const at = new ForgetTimer();
  for (let number = 1; number <= MANY; number += 1) {
    await store(at.tables, { callId: numberedCall(number), participants: ['ada', BEN] });
  }
  await requestErasure(at.working().store, systemRandom, [BEN]);
  at.clock.advance(HOUR);
  const swapped = new Set<string>();
  const refusing = at.tables.seenThrough(({ table, operation, partitionKey, phase }) => {
    if (table === 'CallRecords' && operation === 'replace' && phase === 'after') swapped.add(partitionKey);
    if (table === 'Participants' && operation === 'batch' && phase === 'before' && swapped.has(partitionKey))
      throw new StorageFailure('refused', { status: 400 });
  });
  await forget(at.working(refusing));
  await at.untilFinished();
  expect(await at.isFinished()).toBe(true);
  expect(at.naming(BEN)).toEqual([]);
});
