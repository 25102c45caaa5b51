import { describe, expect, test } from 'vitest';
import { judgeHealth, type Observation } from '../../src/health/health.ts';
import { healthReasons } from '../../src/health/health-reasons.ts';

const now = new Date('2026-11-23T09:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const hoursAgo = (hours: number) => minutesAgo(60 * hours);

/** A pipeline that has been running for a week. */
const well: Observation = {
  now,
  queueReachable: true,
  tablesReachable: true,
  queueLength: 12,
  poisonedMessages: 0,
  subscription: { liveUntil: hoursAgo(-60), refusedAs: undefined, clientStateMismatchAt: undefined },
  notifications: { expectedSince: minutesAgo(3), lastMissedAt: undefined },
  maintainSucceededAt: minutesAgo(1),
  runningSince: hoursAgo(7 * 24),
  reconcile: {
    succeededAt: minutesAgo(4),
    refusedAs: undefined,
    oldestDueAt: undefined,
    incompleteSince: undefined,
  },
  pending: {
    oldestDueAt: undefined,
    notFoundSince: undefined,
    forbiddenSince: undefined,
    unauthorizedSince: undefined,
    graphFailingSince: undefined,
    storageFailingSince: undefined,
  },
  unreadableRows: 0,
  newDeadLetters: 0,
};

const judge = (change: Partial<Observation>, latencyWindowMinutes = 150) =>
  judgeHealth({ ...well, ...change }, { latencyWindowMinutes });
const pending = (times: Partial<Observation['pending']>) => ({ pending: { ...well.pending, ...times } });
const reconcile = (change: Partial<Observation['reconcile']>) => ({
  reconcile: { ...well.reconcile, ...change },
});
const notifications = (expectedSince: Date | undefined, lastMissedAt: Date | undefined) => ({
  notifications: { expectedSince, lastMissedAt },
});

test('a pipeline in which everything goes well is healthy', () => {
  expect(judge({})).toEqual([]);
});

test('every reason has a remedy that says what to look at, and a command to type next', () => {
  for (const [code, { remedy, next }] of Object.entries(healthReasons)) {
    expect(remedy, code).toMatch(/^[A-Z].{40,}\.$/);
    expect(next, code).toMatch(/^\.\/callrecords (doctor|subscription|coverage|pending|dead-letters)$/);
  }
});

/** What is just well, what is just not, and the reason. */
const edges: ReadonlyArray<readonly [string, Partial<Observation>, Partial<Observation>]> = [
  ['poisonedMessages', { poisonedMessages: 0 }, { poisonedMessages: 1 }],
  ['queueBacklog', { queueLength: 6_000 }, { queueLength: 6_001 }],
  ['queueUnreachable', {}, { queueReachable: false, queueLength: undefined }],
  ['tablesUnreachable', {}, { tablesReachable: false }],
  ['maintainNotSucceeding', { maintainSucceededAt: minutesAgo(10) }, { maintainSucceededAt: minutesAgo(11) }],
  ['maintainNotSucceeding', {}, { maintainSucceededAt: undefined }],
  [
    'reconcileNotSucceeding',
    reconcile({ succeededAt: minutesAgo(30) }),
    reconcile({ succeededAt: minutesAgo(31) }),
  ],
  [
    'reconcileNotSucceeding',
    { ...reconcile({ succeededAt: undefined }), runningSince: minutesAgo(30) },
    { ...reconcile({ succeededAt: undefined }), runningSince: minutesAgo(31) },
  ],
  [
    'reconcileNotSucceeding',
    { ...reconcile({ succeededAt: hoursAgo(12) }), runningSince: minutesAgo(5) },
    { ...reconcile({ succeededAt: hoursAgo(12) }), runningSince: minutesAgo(35) },
  ],
  ['reconcileBehind', reconcile({ oldestDueAt: hoursAgo(2) }), reconcile({ oldestDueAt: minutesAgo(121) })],
  [
    'coverageIncomplete',
    reconcile({ incompleteSince: hoursAgo(3) }),
    reconcile({ incompleteSince: minutesAgo(181) }),
  ],
  [
    'noNotifications',
    notifications(hoursAgo(9), hoursAgo(6)),
    notifications(hoursAgo(9), minutesAgo(6 * 60 - 1)),
  ],
  ['pendingTooOld', pending({ notFoundSince: hoursAgo(4) }), pending({ notFoundSince: minutesAgo(241) })],
  ['pendingOverdue', pending({ oldestDueAt: minutesAgo(15) }), pending({ oldestDueAt: minutesAgo(16) })],
  [
    'graphFailing',
    pending({ graphFailingSince: hoursAgo(1) }),
    pending({ graphFailingSince: minutesAgo(61) }),
  ],
  [
    'storageFailing',
    pending({ storageFailingSince: hoursAgo(1) }),
    pending({ storageFailingSince: minutesAgo(61) }),
  ],
  ['permissionMissing', {}, pending({ forbiddenSince: minutesAgo(0) })],
  ['permissionMissing', {}, reconcile({ refusedAs: 'forbidden' })],
  ['permissionMissing', {}, { subscription: { ...well.subscription, refusedAs: 'forbidden' } }],
  ['tokenRefused', {}, reconcile({ refusedAs: 'unauthorized' })],
  [
    'noLiveSubscription',
    { subscription: { ...well.subscription, liveUntil: minutesAgo(-1) } },
    { subscription: { ...well.subscription, liveUntil: now } },
  ],
  [
    'clientStateMismatch',
    { subscription: { ...well.subscription, clientStateMismatchAt: minutesAgo(61) } },
    { subscription: { ...well.subscription, clientStateMismatchAt: minutesAgo(60) } },
  ],
  ['unreadableRows', {}, { unreadableRows: 1 }],
  ['deadLetters', {}, { newDeadLetters: 1 }],
];

test.each(edges)('%s begins where it should, and is the only reason', (reason, healthy, unhealthy) => {
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
  expect(judge(blind)).toEqual(['poisonedMessages', 'tablesUnreachable']);
});

test('a record is late by its own latency window', () => {
  expect(judge(pending({ notFoundSince: minutesAgo(95) }), 2)).toEqual(['pendingTooOld']);
});
