/** What health sees in an observation. */

import { describe, expect, test } from 'vitest';
import { type HealthReason, healthReasons, reasonsSeenIn } from '../../src/health/health-reasons.ts';
import {
  NOTHING_READ,
  type Observation,
  type Refusal,
  type RefusedCalls,
} from '../../src/health/observation.ts';
import { hourOf } from '../../src/reconcile/coverage.ts';

const now = new Date('2026-11-23T09:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const hoursAgo = (hours: number) => minutesAgo(60 * hours);

/** A pipeline that has been running for a week. */
const well: Observation = {
  ...NOTHING_READ,
  now,
  hasHostStorage: true,
  queueReachable: true,
  tablesReachable: true,
  queueLength: 12,
  oldestMessageAt: minutesAgo(1),
  poisonedMessages: 0,
  subscription: { ...NOTHING_READ.subscription, liveUntil: hoursAgo(-60) },
  notifications: { expectedSince: minutesAgo(3), lastMissedAt: undefined },
  maintainSucceededAt: minutesAgo(1),
  runningSince: hoursAgo(7 * 24),
  reconcile: {
    succeededAt: minutesAgo(4),
    refusedAs: undefined,
    oldestDueAt: undefined,
    incompleteSince: undefined,
    missingSinceStored: 0,
    unlisted: 0,
    lastCheckedAt: undefined,
    failingHour: undefined,
    agedOut: undefined,
  },
  retention: { ...NOTHING_READ.retention, succeededAt: minutesAgo(5) },
  summarizing: { ...NOTHING_READ.summarizing, succeededAt: minutesAgo(5) },
  forgetting: { ...NOTHING_READ.forgetting, succeededAt: minutesAgo(5) },
};

const judge = (change: Partial<Observation>, latencyWindowMinutes = 150) =>
  reasonsSeenIn({ ...well, ...change }, { latencyWindowMinutes });
const pending = (times: Partial<Observation['pending']>) => ({ pending: { ...well.pending, ...times } });
const refused = (refusal: Refusal, calls: Partial<RefusedCalls>) => ({
  refused: { ...well.refused, [refusal]: { ...well.refused[refusal], ...calls } },
});
const reconcile = (change: Partial<Observation['reconcile']>) => ({
  reconcile: { ...well.reconcile, ...change },
});
const subscription = (change: Partial<Observation['subscription']>) => ({
  subscription: { ...well.subscription, ...change },
});
const notifications = (expectedSince: Date | undefined, lastMissedAt: Date | undefined) => ({
  notifications: { expectedSince, lastMissedAt },
});

test('a pipeline in which everything goes well is healthy', () => {
  expect(judge({})).toEqual([]);
});

test('every reason has a remedy that says what to look at', () => {
  for (const [code, { remedy }] of Object.entries(healthReasons)) {
    expect(remedy, code).toMatch(/^[A-Z].{40,}\.$/);
  }
});

const retention = (change: Partial<Observation['retention']>) => ({
  retention: { ...well.retention, ...change },
});
const forgetting = (change: Partial<Observation['forgetting']>) => ({
  forgetting: { ...well.forgetting, ...change },
});
const summarizing = (change: Partial<Observation['summarizing']>) => ({
  summarizing: { ...well.summarizing, ...change },
});
const failing = (since: Date): Partial<Observation> =>
  reconcile({ failingHour: { hour: hourOf(hoursAgo(9)), since, lastError: 'GET /calls: 504' } });
const agedOut = (at: Date): Partial<Observation> =>
  reconcile({ agedOut: { at, hours: '2026-10-24T09 to 2026-10-24T11' } });

/** By reason, what is just well, and what is just not. */
const edges: Readonly<
  Record<HealthReason, ReadonlyArray<readonly [well: Partial<Observation>, unwell: Partial<Observation>]>>
> = {
  noHostStorage: [[{}, { hasHostStorage: false }]],
  tablesUnreachable: [[{}, { tablesReachable: false }]],
  queueUnreachable: [[{}, { queueReachable: false, queueLength: undefined }]],
  poisonedMessages: [[{ poisonedMessages: 0 }, { poisonedMessages: 1 }]],
  queueStalled: [[{ oldestMessageAt: minutesAgo(10) }, { oldestMessageAt: minutesAgo(11) }]],
  queueBacklog: [[{ queueLength: 6_000 }, { queueLength: 6_001 }]],
  permissionMissing: [
    [refused('forbidden', { sinceLastStored: 2 }), refused('forbidden', { sinceLastStored: 3 })],
    [{}, reconcile({ refusedAs: 'forbidden' })],
    [{}, subscription({ refusedAs: 'forbidden' })],
  ],
  tokenRefused: [
    [refused('unauthorized', { sinceLastStored: 2 }), refused('unauthorized', { sinceLastStored: 3 })],
    [{}, reconcile({ refusedAs: 'unauthorized' })],
    [{}, subscription({ refusedAs: 'unauthorized' })],
  ],
  graphFailing: [
    [
      refused('failing', { since: hoursAgo(1), sinceLastStored: 3 }),
      refused('failing', { since: minutesAgo(61), sinceLastStored: 3 }),
    ],
    [
      reconcile({ refusedAs: 'unavailable' }),
      { ...reconcile({ refusedAs: 'unavailable' }), ...refused('failing', { since: minutesAgo(61) }) },
    ],
  ],
  callsRefused: [
    [refused('failing', { since: hoursAgo(1) }), refused('failing', { since: minutesAgo(61) })],
    [refused('forbidden', { since: hoursAgo(1) }), refused('forbidden', { since: minutesAgo(61) })],
    [
      refused('forbidden', { since: hoursAgo(1), sinceLastStored: 2 }),
      refused('forbidden', { since: minutesAgo(61), sinceLastStored: 2 }),
    ],
  ],
  noLiveSubscription: [[subscription({ liveUntil: minutesAgo(-1) }), subscription({ liveUntil: now })]],
  subscriptionQuotaReached: [[{}, subscription({ refusedAs: 'quotaReached' })]],
  subscriptionConflict: [[{}, subscription({ refusedAs: 'conflict' })]],
  subscriptionChurning: [[subscription({ createdLately: 3 }), subscription({ createdLately: 4 })]],
  noNotifications: [
    [notifications(hoursAgo(9), hoursAgo(6)), notifications(hoursAgo(9), minutesAgo(6 * 60 - 1))],
  ],
  clientStateMismatch: [
    [
      subscription({ clientStateMismatchAt: minutesAgo(61) }),
      subscription({ clientStateMismatchAt: minutesAgo(60) }),
    ],
  ],
  maintainNotSucceeding: [
    [{ maintainSucceededAt: minutesAgo(10) }, { maintainSucceededAt: minutesAgo(11) }],
    [{}, { maintainSucceededAt: undefined }],
  ],
  reconcileNotSucceeding: [
    [reconcile({ succeededAt: minutesAgo(30) }), reconcile({ succeededAt: minutesAgo(31) })],
    [
      { ...reconcile({ succeededAt: undefined }), runningSince: minutesAgo(30) },
      { ...reconcile({ succeededAt: undefined }), runningSince: minutesAgo(31) },
    ],
  ],
  reconcileBehind: [
    [reconcile({ oldestDueAt: minutesAgo(15) }), reconcile({ oldestDueAt: minutesAgo(16) })],
    // One hour after the other is checked, as at a first start.
    [
      reconcile({ oldestDueAt: hoursAgo(2), lastCheckedAt: minutesAgo(15) }),
      reconcile({ oldestDueAt: hoursAgo(2), lastCheckedAt: minutesAgo(16) }),
    ],
    [
      reconcile({ oldestDueAt: hoursAgo(2), lastCheckedAt: minutesAgo(1) }),
      reconcile({ oldestDueAt: minutesAgo(121), lastCheckedAt: minutesAgo(1) }),
    ],
    // Each check of one hour fails.
    [failing(minutesAgo(15)), failing(minutesAgo(16))],
  ],
  hoursAgedOut: [[agedOut(hoursAgo(25)), agedOut(hoursAgo(24))]],
  coverageIncomplete: [
    [reconcile({ incompleteSince: hoursAgo(3) }), reconcile({ incompleteSince: minutesAgo(181) })],
    // Nothing fetches what was found missing.
    [
      { ...reconcile({ missingSinceStored: 2 }), pendingWaiting: 2 },
      { ...reconcile({ missingSinceStored: 2 }), pendingWaiting: 1 },
    ],
  ],
  listIncomplete: [[{}, reconcile({ unlisted: 1 })]],
  storageFailing: [
    [pending({ storageFailingSince: hoursAgo(1) }), pending({ storageFailingSince: minutesAgo(61) })],
  ],
  pendingTooOld: [[pending({ notFoundSince: hoursAgo(4) }), pending({ notFoundSince: minutesAgo(241) })]],
  pendingOverdue: [
    [pending({ oldestDueAt: minutesAgo(15) }), pending({ oldestDueAt: minutesAgo(16) })],
    // The queue is kept full, as at a first start: each waits for its turn, and that ends within a day.
    [
      { ...pending({ oldestDueAt: hoursAgo(24) }), queueFullAt: minutesAgo(10) },
      { ...pending({ oldestDueAt: minutesAgo(16) }), queueFullAt: minutesAgo(11) },
    ],
    [
      { ...pending({ oldestDueAt: hoursAgo(24) }), queueFullAt: minutesAgo(1) },
      { ...pending({ oldestDueAt: hoursAgo(25) }), queueFullAt: minutesAgo(1) },
    ],
  ],
  unreadableRows: [[{}, { unreadableRows: 1 }]],
  deadLetters: [
    [{}, { newDeadLetters: 1 }],
    [{}, { deadLettersOfCalls: 1 }],
  ],
  retentionUnconfirmed: [[retention({}), retention({ unconfirmedDays: 9 })]],
  limitsNotBelieved: [[retention({}), retention({ unbelievedDay: '2026-12-04' })]],
  retentionNotSucceeding: [
    [
      retention({ succeededAt: hoursAgo(24), failure: 'refused' }),
      retention({ succeededAt: hoursAgo(24.1), failure: 'refused' }),
    ],
    [
      retention({ succeededAt: hoursAgo(48), hasWork: true }),
      retention({ succeededAt: hoursAgo(48.1), hasWork: true }),
    ],
    [
      { ...retention({ succeededAt: undefined, hasWork: true }), runningSince: hoursAgo(48) },
      { ...retention({ succeededAt: undefined, hasWork: true }), runningSince: hoursAgo(48.1) },
    ],
  ],
  forgetNotSucceeding: [
    [
      forgetting({ succeededAt: hoursAgo(24), failure: 'refused' }),
      forgetting({ succeededAt: hoursAgo(24.1), failure: 'refused' }),
    ],
    [
      forgetting({ succeededAt: hoursAgo(48), hasWork: true }),
      forgetting({ succeededAt: hoursAgo(48.1), hasWork: true }),
    ],
    [
      { ...forgetting({ succeededAt: undefined, hasWork: true }), runningSince: hoursAgo(48) },
      { ...forgetting({ succeededAt: undefined, hasWork: true }), runningSince: hoursAgo(48.1) },
    ],
  ],
  forgetUnfinished: [
    [forgetting({ unfinishedSince: hoursAgo(48) }), forgetting({ unfinishedSince: hoursAgo(48.1) })],
  ],
  summarizeNotSucceeding: [
    [
      summarizing({ succeededAt: hoursAgo(24), failure: 'DeadlineExceeded' }),
      summarizing({ succeededAt: hoursAgo(24.1), failure: 'DeadlineExceeded' }),
    ],
    [
      summarizing({ succeededAt: hoursAgo(48), hasWork: true }),
      summarizing({ succeededAt: hoursAgo(48.1), hasWork: true }),
    ],
    [
      { ...summarizing({ succeededAt: undefined, hasWork: true }), runningSince: hoursAgo(48) },
      { ...summarizing({ succeededAt: undefined, hasWork: true }), runningSince: hoursAgo(48.1) },
    ],
  ],
};

const rows = Object.entries(edges).flatMap(([reason, pairs]) =>
  pairs.map(([healthy, unhealthy]) => [reason, healthy, unhealthy] as const),
);

test.each(rows)('%s begins where it should, and is the only reason', (reason, healthy, unhealthy) => {
  expect(judge(healthy)).toEqual([]);
  expect(judge(unhealthy)).toEqual([reason]);
});

describe('notifications', () => {
  test('are not missed while Graph has no calls, however long ago the last one came', () => {
    expect(judge(notifications(hoursAgo(72), undefined))).toEqual([]);
    // The one that was lost on Friday, before the last that came.
    expect(judge(notifications(hoursAgo(72), hoursAgo(80)))).toEqual([]);
  });

  test('are not missed before there was anything to expect one of', () => {
    expect(judge(notifications(undefined, hoursAgo(1)))).toEqual([]);
  });
});

test('without tables nothing is said that only tables would tell', () => {
  const blind = { tablesReachable: false, maintainSucceededAt: undefined, poisonedMessages: 2 };
  expect(judge(blind)).toEqual(['tablesUnreachable', 'poisonedMessages']);
});

test('a record is late by its own latency window', () => {
  expect(judge(pending({ notFoundSince: minutesAgo(95) }), 2)).toEqual(['pendingTooOld']);
});
