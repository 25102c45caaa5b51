/** What the timer forget leaves for health of a rule that is not finished, and a pass that a wrong clock has put off. */

import { expect, it } from 'vitest';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { requestErasure } from '../../src/forget/request.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { DAY_MS } from '../../src/language/milliseconds.ts';
import { readStatus } from '../../src/status/pipeline-status.ts';
import { ForgetTimer, HOUR } from './timer.ts';

class TimedByStorage extends ForgetTimer {
  override readonly tables: MemoryTables = createMemoryTables({ now: () => this.clock.now() });
}

async function asked() {
  const timer = new TimedByStorage();
  const { store } = timer.working();
  const askedAt = toDateTime(timer.clock.now());
  await requestErasure(store, systemRandom, ['ada']);
  return { timer, store, askedAt, status: () => readStatus(store, 'forget') };
}

it('says since when an erasure is unfinished, and nothing once it is finished', async () => {
  const { timer, askedAt, status } = await asked();
  await forget(timer.working());
  expect((await status()).UnfinishedSince).toBe(askedAt);
  await timer.untilFinished();
  expect((await status()).UnfinishedSince).toBeUndefined();
});

it('a pass that a clock has put off which was days ahead begins an hour after that was noted', async () => {
  const { timer, store } = await asked();
  const [erasure] = (await timer.known()).erasures;
  const NextPassAt = toDateTime(new Date(timer.clock.now().getTime() + 10 * DAY_MS));
  await store.withheld.merge(erasure?.row.rowKey ?? '', { NextPassAt });
  await forget(timer.working());
  expect(await timer.isFinished()).toBe(false);
  timer.clock.advance(HOUR);
  await forget(timer.working());
  expect(await timer.isFinished()).toBe(true);
});
