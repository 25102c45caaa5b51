/** What a clock has noted that was ten days ahead: nothing waits for it, nothing passes for news, and it is written anew. */

import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { replayDeadLetters } from '../../src/dead-letters/replay-dead-letters.ts';
import { type DateTime, toDateTime } from '../../src/language/date-time.ts';
import { parseCallId } from '../../src/language/identifiers.ts';
import { DAY_MS, HOUR_MS } from '../../src/language/milliseconds.ts';
import { silentLog } from '../../src/logs/log.ts';
import { releasePending } from '../../src/pending/release-pending.ts';
import { waitForSecondLook } from '../../src/pending/retry-schedule.ts';
import { readCoverage } from '../../src/reconcile/coverage-rows.ts';
import { createStore } from '../../src/rows/store.ts';
import { readStatus } from '../../src/status/pipeline-status.ts';
import { createThrottleGate } from '../../src/status/throttle-gate.ts';
import { readSubscriptions } from '../../src/subscription/subscription-rows.ts';
import type { StatusAspect } from '../../src/tables/declarations/pipeline-status.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { numberedCall, tenantId } from '../store/call-in-store.ts';

const NOW = new Date('2026-11-23T09:00:00Z');
const later = (milliseconds: number): DateTime => toDateTime(new Date(NOW.getTime() + milliseconds));
const AHEAD = later(10 * DAY_MS);

function begin() {
  const clock = new ManualClock(NOW);
  return { clock, store: createStore({ tables: createMemoryTables(), tenantId, clock }) };
}

describe('the status', () => {
  it.each([
    ['throttle', DAY_MS],
    ['subscription', DAY_MS],
    ['reconcile', DAY_MS],
    ['summarize', 2 * HOUR_MS],
    ['retain', HOUR_MS / 6],
    ['forget', HOUR_MS / 6],
  ] as const)('%s waits no longer than it ever may', async (aspect, longest) => {
    const { store } = begin();
    await store.status.merge(aspect, { NotBefore: later(longest) });
    expect((await readStatus(store, aspect)).NotBefore).toBe(later(longest));
    await store.status.merge(aspect, { NotBefore: later(longest + HOUR_MS) });
    expect((await readStatus(store, aspect)).NotBefore).toBeUndefined();
  });

  it.each<StatusAspect>(['maintain', 'reconcile', 'retain'])(
    'of %s did not succeed in days to come',
    async (aspect) => {
      const { store } = begin();
      await store.status.merge(aspect, { LastSuccessAt: AHEAD, LastFailure: 'kept' });
      expect(await readStatus(store, aspect)).toEqual({ LastFailure: 'kept' });
      await store.status.merge(aspect, { LastSuccessAt: later(HOUR_MS / 6) });
      expect((await readStatus(store, aspect)).LastSuccessAt).toBe(later(HOUR_MS / 6));
    },
  );
});

it('a pause of the tenant holds nobody, and a right one is noted in its place', async () => {
  const { store } = begin();
  await store.status.merge('throttle', { NotBefore: AHEAD });
  const gate = createThrottleGate(store);
  expect(await gate.notBefore()).toBeUndefined();
  const until = new Date(NOW.getTime() + 60_000);
  await gate.hold(until);
  expect(await readStatus(store, 'throttle')).toEqual({ NotBefore: toDateTime(until) });
});

it('a subscription is looked after, and ends when Graph says', async () => {
  const { store } = begin();
  const ExpirationDateTime = later(3 * DAY_MS - 2 * HOUR_MS);
  await store.subscriptions.merge('one', {
    State: 'live',
    ExpirationDateTime,
    RenewedAt: AHEAD,
    ResyncedAt: AHEAD,
  });
  expect([...(await readSubscriptions(store)).values()]).toEqual([{ State: 'live', ExpirationDateTime }]);
});

it('an hour is due, whether its last check or its next one lies ahead', async () => {
  const { store } = begin();
  await store.coverage.upsert('2026-11-22T08', { CheckedAt: AHEAD, NextCheckAt: later(11 * DAY_MS) });
  await store.coverage.upsert('2026-11-22T09', {
    CheckedAt: toDateTime(NOW),
    NextCheckAt: later(16 * DAY_MS),
  });
  await store.coverage.upsert('2026-11-22T10', {
    CheckedAt: toDateTime(NOW),
    NextCheckAt: later(15 * DAY_MS),
  });
  const hours = (await readCoverage(store)).map(({ values }) => [values.CheckedAt, values.NextCheckAt]);
  expect(hours).toEqual([
    [undefined, toDateTime(NOW)],
    [toDateTime(NOW), toDateTime(NOW)],
    [toDateTime(NOW), later(15 * DAY_MS)],
  ]);
});

it('an hour is due of which a clock that was ahead has noted that Graph does not list it any more', async () => {
  const { store } = begin();
  await store.coverage.upsert('2026-11-22T08', { AgedOutAt: AHEAD });
  await store.coverage.upsert('2026-11-22T09', { AgedOutAt: toDateTime(NOW) });
  const hours = (await readCoverage(store)).map(({ values }) => values);
  expect(hours).toEqual([{ NextCheckAt: toDateTime(NOW) }, { AgedOutAt: toDateTime(NOW) }]);
});

it('a waiting call is sent, and one that Graph has put off for a day is not', async () => {
  const { store, clock } = begin();
  const waiting = (NextAttemptAt: DateTime) => ({ State: 'waiting', Reason: 'throttled', NextAttemptAt });
  await store.pending.upsert(numberedCall(1), waiting(AHEAD));
  await store.pending.upsert(numberedCall(2), waiting(later(DAY_MS)));
  const queue = createMemoryQueue(clock);
  const released = await releasePending({ store, queue, latencyWindowMinutes: 150, log: silentLog });
  expect(released.calls).toBe(1);
  const row = await store.pending.get(numberedCall(1));
  expect(row && (store.pending.valuesIn(row)?.NextAttemptAt ?? '') < later(DAY_MS)).toBe(true);
});

it.each(['notFound', 'secondLook', 'throttled'] as const)(
  'a call that waits (%s) has the age that it had when it was next sent, however far ahead it was first seen',
  async (Reason) => {
    const { store, clock } = begin();
    const waiting = { State: 'waiting', Reason, NextAttemptAt: toDateTime(NOW) } as const;
    await store.pending.upsert(numberedCall(1), { ...waiting, FirstSeenAt: AHEAD });
    await store.pending.upsert(numberedCall(2), { ...waiting, FirstSeenAt: later(-HOUR_MS) });
    const queue = createMemoryQueue(clock);
    await releasePending({ store, queue, latencyWindowMinutes: 150, log: silentLog });
    const seenAt = async (number: number) => {
      const row = await store.pending.get(numberedCall(number));
      return row && store.pending.valuesIn(row)?.FirstSeenAt;
    };
    expect([await seenAt(1), await seenAt(2)]).toEqual([toDateTime(NOW), later(-HOUR_MS)]);
  },
);

it('a second look is two minutes away, however far ahead the first lies', () => {
  expect(waitForSecondLook(-10 * DAY_MS)).toBe(2 * 60_000);
});

it('a dead letter is tried again, and then at its ages from now on', async () => {
  const { store } = begin();
  const letter = { CallId: parseCallId(numberedCall(1)), Reason: 'refused', Body: '{}', BodyLength: 2 };
  const times = { DeadAt: AHEAD, FirstDeadAt: AHEAD, NextReplayAt: later(20 * DAY_MS) };
  await store.deadLetters('call-records').upsert('letter', { ...letter, ...times, State: 'replayed' });
  const rebuilding = { store, random: systemRandom, door: createDoor(store), log: silentLog };
  expect(await replayDeadLetters(rebuilding)).toBe(1);
  const row = await store.deadLetters('call-records').get('letter');
  expect(row?.cells.NextReplayAt).toMatchObject({ value: later(HOUR_MS) });
});
