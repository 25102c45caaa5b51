/** What is read from the tables, as health judges it. */

import { expect, it } from 'vitest';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { reportFromTables } from '../../src/health/report-from-tables.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { createSimulatedStore } from '../store/simulated-store.ts';

it('a timer that deletes and has failed at every run since the app began fails health after a day', async () => {
  const store = createSimulatedStore();
  const { clock, status } = store;
  const queue = createMemoryQueue(clock);
  const reasons = async () => {
    const observing = { store, queue, latencyWindowMinutes: 150, hasHostStorage: true };
    const { report } = await reportFromTables(observing);
    return report.reasons.map(({ code }) => code);
  };
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
