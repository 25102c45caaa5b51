/** A clock that was days ahead and is corrected: what an instance remembers from before must not hold it for as long. */

import { expect, it } from 'vitest';
import { ManualClock } from '../lab/manual-clock.ts';
import { createPace } from '../src/adapters/graph/pace.ts';
import { createShare } from '../src/adapters/graph/share.ts';
import { sleepUntil } from '../src/adapters/graph/sleep-until.ts';
import { createMemoryQueue } from '../src/adapters/memory/queue.ts';
import { createMemoryTables } from '../src/adapters/memory/tables.ts';
import { createHealthReports } from '../src/health/reports.ts';
import { toDateTime } from '../src/language/date-time.ts';
import { silentLog } from '../src/logs/log.ts';
import { createStore } from '../src/rows/store.ts';
import { createNoteFlow, readStatus } from '../src/status/pipeline-status.ts';
import { createThrottleGate } from '../src/status/throttle-gate.ts';
import { createSubscriptionEvents } from '../src/subscription/subscription-events.ts';
import { tenantId } from './store/call-in-store.ts';

const SIGNAL = new AbortController().signal;
const INTERVAL_MS = 500;
const FIRST = '7d2c1a90-1f6b-4c8e-8a53-2b9e6d0f4c17';
const SECOND = '7d2c1a90-1f6b-4c8e-8a53-2b9e6d0f4c18';
const BACK = { minutes: -48 * 60 };

function begin() {
  const clock = new ManualClock();
  return { clock, store: createStore({ tables: createMemoryTables(), tenantId, clock }) };
}

it('paces requests as before', async () => {
  const { clock } = begin();
  const pace = createPace(clock, INTERVAL_MS, 0);
  await pace.turn(SIGNAL);
  clock.advance(BACK);
  const before = clock.now().getTime();
  await pace.turn(SIGNAL);
  await pace.turn(SIGNAL);
  expect(clock.now().getTime() - before).toBe(INTERVAL_MS);
});

it('paces requests as before, where it is corrected between a turn and what left with it', async () => {
  const { clock } = begin();
  const pace = createPace(clock, INTERVAL_MS, 0);
  await pace.turn(SIGNAL);
  clock.advance(BACK);
  const before = clock.now().getTime();
  pace.left();
  await pace.turn(SIGNAL);
  expect(clock.now().getTime() - before).toBe(INTERVAL_MS);
});

it('ends a wait for an instant that it was close to', async () => {
  const { clock } = begin();
  let slept = 0;
  const corrected = {
    now: () => clock.now(),
    withDeadline: <Result>(limit: number, work: (signal: AbortSignal) => Promise<Result>) =>
      clock.withDeadline(limit, work),
    async sleep(milliseconds: number) {
      slept += milliseconds;
      clock.advance(slept === INTERVAL_MS ? BACK : { milliseconds });
    },
  };
  await sleepUntil(corrected, new Date(clock.now().getTime() + INTERVAL_MS), SIGNAL);
  expect(slept).toBe(INTERVAL_MS);
});

it('learns its share of the limit on', () => {
  const { clock } = begin();
  const share = createShare(clock);
  clock.advance(BACK);
  let places = 0;
  while (share.take()) places += 1;
  expect(places).toBe(8);
});

it('asks Graph though it was told to wait, and reads again what others were told', async () => {
  const { clock, store } = begin();
  const gate = createThrottleGate(store);
  const inMinutes = (minutes: number) => new Date(clock.now().getTime() + minutes * 60_000);
  await gate.hold(inMinutes(1));
  await gate.notBefore();
  clock.advance(BACK);
  expect(await gate.notBefore()).toBeUndefined();
  const until = inMinutes(2);
  await store.status.merge('throttle', { NotBefore: toDateTime(until) });
  clock.advance({ seconds: 5 });
  expect(await gate.notBefore()).toEqual(until);
});

it('notes what is stored', async () => {
  const { clock, store } = begin();
  const note = createNoteFlow(store);
  await note('LastStoredAt');
  clock.advance(BACK);
  await note('LastStoredAt');
  expect((await readStatus(store, 'ingest')).LastStoredAt).toBe(toDateTime(clock.now()));
});

it('knows subscriptions that are created after it, and notes whose secret is wrong', async () => {
  const { clock, store } = begin();
  const events = createSubscriptionEvents(store);
  const notedOf = async (subscriptionId: string) => {
    await events.classifyMismatch(
      { subscriptionId, clientState: new TextEncoder().encode('guessed') },
      clock.now(),
    );
    const row = await store.subscriptions.get(subscriptionId);
    return row && store.subscriptions.valuesIn(row)?.ClientStateMismatchAt;
  };
  const subscribe = (subscriptionId: string) =>
    store.subscriptions.merge(subscriptionId, {
      CreatedAt: toDateTime(clock.now()),
      ExpirationDateTime: toDateTime(new Date(clock.now().getTime() + 86_400_000)),
    });
  await subscribe(FIRST);
  expect(await notedOf(FIRST)).toBe(toDateTime(clock.now()));
  clock.advance(BACK);
  await subscribe(SECOND);
  for (const subscription of [FIRST, SECOND])
    expect(await notedOf(subscription)).toBe(toDateTime(clock.now()));
});

it('looks at its health again', async () => {
  const { clock, store } = begin();
  const queue = createMemoryQueue(clock);
  const reports = createHealthReports({
    store,
    queue,
    log: silentLog,
    latencyWindowMinutes: 150,
    hasHostStorage: true,
  });
  await reports.statusReport();
  clock.advance(BACK);
  expect((await reports.statusReport()).state.now).toEqual(clock.now());
});
