/** What is read from the tables, as health judges it. */

import { expect, it } from 'vitest';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { healthReasons } from '../../src/health/health-reasons.ts';
import { reportFromTables } from '../../src/health/report-from-tables.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { DAY_MS } from '../../src/language/milliseconds.ts';
import { LIMITS } from '../../src/withheld/withheld.ts';
import { createSimulatedStore, type SimulatedStore } from '../store/simulated-store.ts';

async function reasonsOf(store: SimulatedStore) {
  const queue = createMemoryQueue(store.clock);
  const observing = { store, queue, latencyWindowMinutes: 150, hasHostStorage: true };
  return (await reportFromTables(observing)).report.reasons.map(({ code }) => code);
}

it.each([
  ['every run fails for a day', 25, true],
  ['no run comes for two days', 49, false],
])('limits from a wrong clock that no run corrects are mailed: %s', async (_how, hours, fails) => {
  const store = createSimulatedStore();
  const { clock, status } = store;
  const now = clock.now().getTime();
  await status.merge('maintain', { RunningSince: toDateTime(clock.now()) });
  const ahead = toDateTime(new Date(now + 100 * DAY_MS));
  await store.withheld.upsert(LIMITS, { RefusedBefore: ahead.slice(0, 10), MovedAt: ahead });
  expect(await reasonsOf(store)).toContain('limitsNotBelieved');
  expect(healthReasons.limitsNotBelieved.alert).toBe('none');
  clock.advance({ minutes: hours * 60 });
  if (fails)
    await status.merge('retain', { LastFailureAt: toDateTime(clock.now()), LastFailure: 'WrongClock' });
  const mailed = (await reasonsOf(store)).filter((code) => healthReasons[code].alert !== 'none');
  expect(mailed).toContain('retentionNotSucceeding');
});

it('a timer that deletes and has failed at every run since the app began fails health after a day', async () => {
  const store = createSimulatedStore();
  const { clock, status } = store;
  const reasons = () => reasonsOf(store);
  const failNow = () =>
    status.merge('retain', { LastFailureAt: toDateTime(clock.now()), LastFailure: 'StorageFailure' });
  await status.merge('maintain', { RunningSince: toDateTime(clock.now()) });
  await failNow();
  expect(await reasons()).not.toContain('retentionNotSucceeding');
  clock.advance({ minutes: 25 * 60 });
  await failNow();
  expect(await reasons()).toContain('retentionNotSucceeding');
  clock.advance({ minutes: 1 });
  await status.merge('retain', { LastSuccessAt: toDateTime(clock.now()) });
  expect(await reasons()).not.toContain('retentionNotSucceeding');
});
