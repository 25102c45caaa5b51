/** Looks at the running pipeline, which is there to be judged and shown. */

import { later, latestOf, optionalDate, toDate, toDateTime } from '../language/date-time.ts';
import { HOUR_MS } from '../language/milliseconds.ts';
import { within } from '../language/within.ts';
import type { Log } from '../logs/log.ts';
import type { CallRecordQueue } from '../ports/queue.ts';
import type { Store } from '../rows/store.ts';
import { lastFailure, readAllStatus } from '../status/pipeline-status.ts';
import { readSubscriptions } from '../subscription/subscription-rows.ts';
import type { PipelineStatusValues } from '../tables/declarations/pipeline-status.ts';
import type { SubscriptionValues } from '../tables/declarations/subscriptions.ts';
import { countDeadLetters } from './count-dead-letters.ts';
import { countPending } from './count-pending.ts';
import {
  NOTHING_QUEUED,
  NOTHING_READ,
  type Observation,
  type OfQueues,
  type OfTables,
  type SlowTimer,
} from './observation.ts';
import { observeHours } from './observe-coverage.ts';
import { NO_RULES, readRules, SILENT_MS } from './read-rules.ts';

export interface Observing {
  readonly store: Store;
  readonly queue: CallRecordQueue;
  readonly log: Log;
  readonly latencyWindowMinutes: number;
  /** Whether the settings name an account for the Functions host; true where they are not known. */
  readonly hasHostStorage: boolean;
  /** The setting KEEP_DAYS; undefined: for ever, or not known. */
  readonly keepDays?: number | undefined;
  /** Whether exclusions and erasures are counted for a report; otherwise they are looked at once a timer is silent. */
  readonly countsLeftOut?: boolean;
}

/** Never rejects: what cannot be read is a finding, and so is what is not read before the signal aborts. */
export async function observe(observing: Observing, signal?: AbortSignal): Promise<Observation> {
  const { store, queue, hasHostStorage, log } = observing;
  const reached = <Read>(read: Promise<Read>, event: string) =>
    answerOf(signal === undefined ? read : within(signal, read), event, log);
  const [queues, tables] = await Promise.all([
    reached(readQueues(queue), 'queueUnreachable'),
    reached(readTables(observing), 'tablesUnreachable'),
  ]);
  return {
    now: store.clock.now(),
    hasHostStorage,
    queueReachable: queues !== undefined,
    ...(queues ?? NOTHING_QUEUED),
    tablesReachable: tables !== undefined,
    ...(tables ?? NOTHING_READ),
  };
}

/** A fault of storage is the finding here, not an accident: it becomes a reason. */
async function answerOf<Read>(read: Promise<Read>, event: string, log: Log): Promise<Read | undefined> {
  try {
    return await read;
  } catch (error) {
    log.error(event, { error: error instanceof Error ? error.name : 'unknown' });
    return undefined;
  }
}

/** Whether it matters if there is something to do: the timer has had its time, and did not succeed. */
function mayBeSilent(
  { LastSuccessAt }: PipelineStatusValues,
  { RunningSince }: PipelineStatusValues,
  now: Date,
): boolean {
  const since = later(LastSuccessAt, RunningSince);
  return since !== undefined && now.getTime() - toDate(since).getTime() > SILENT_MS;
}

function slowTimer(timer: PipelineStatusValues, hasWork: boolean): SlowTimer {
  const failure = lastFailure(timer)?.LastFailure;
  return { succeededAt: optionalDate(timer.LastSuccessAt), hasWork, failure };
}

async function readQueues(queue: CallRecordQueue): Promise<OfQueues> {
  return {
    queueLength: await queue.approximateLength('queue'),
    oldestMessageAt: await queue.oldestVisibleAt(),
    poisonedMessages: await queue.approximateLength('poisonQueue'),
  };
}

async function readTables({
  store,
  latencyWindowMinutes,
  keepDays,
  countsLeftOut = true,
}: Observing): Promise<OfTables> {
  const aspect = await readAllStatus(store);
  const ingest = aspect('ingest');
  const maintain = aspect('maintain');
  const check = aspect('subscription');
  const reconcile = aspect('reconcile');
  const retained = aspect('retain');
  const forgotten = aspect('forget');
  const summed = aspect('summarize');
  const isSilent = [retained, forgotten].some((timer) => mayBeSilent(timer, maintain, store.clock.now()));
  const rules = countsLeftOut || isSilent ? await readRules(store) : NO_RULES;
  const isForgetting = rules.leftOut.exclusionsUnfinished + rules.leftOut.erasuresUnfinished > 0;
  const remembered = await readSubscriptions(store);
  const subscriptions = [...remembered.values()];
  const hourAgo = toDateTime(new Date(store.clock.now().getTime() - HOUR_MS));
  const live = subscriptions.filter(({ State }) => State === 'live');
  const lastStoredAt = optionalDate(ingest.LastStoredAt);
  const pending = await countPending(store, lastStoredAt);
  const dead = await countDeadLetters(store);
  const hours = await observeHours(store, latencyWindowMinutes, { reconcile, lastStoredAt });
  return {
    subscription: {
      liveUntil: latestOf(live.map((row) => row.ExpirationDateTime)),
      refusedAs: lastFailure(check)?.LastFailureKind,
      clientStateMismatchAt: latestOf(live.map((row) => row.ClientStateMismatchAt)),
      createdLately: subscriptions.filter(({ CreatedAt = '' }) => CreatedAt > hourAgo).length,
      foreign: [...remembered].flatMap(([id, { State, NotificationUrl }]) =>
        State === 'foreign' ? [`${id} to ${NotificationUrl}`] : [],
      ),
    },
    noSubscriptionSince: endOfLast(subscriptions, store.clock.now()),
    subscriptionFailure: lastFailure(check)?.LastFailure,
    notifications: {
      expectedSince: latestOf([
        ingest.LastNotificationAt,
        maintain.RunningSince,
        ...live.flatMap(({ CreatedAt, GapTo }) => [CreatedAt, GapTo]),
      ]),
      lastMissedAt: optionalDate(reconcile.LastMissedAt),
    },
    maintainSucceededAt: optionalDate(maintain.LastSuccessAt),
    queueFullAt: optionalDate(maintain.QueueFullAt),
    runningSince: optionalDate(maintain.RunningSince),
    maintainFailure: lastFailure(maintain)?.LastFailure,
    reconcile: {
      succeededAt: optionalDate(reconcile.LastSuccessAt),
      refusedAs: lastFailure(reconcile)?.LastFailureKind,
      ...hours.reconcile,
      agedOut: agedOutIn(reconcile),
    },
    reconcileFailure: lastFailure(reconcile)?.LastFailure,
    coverage: hours.coverage,
    retention: {
      unconfirmedDays: retained.UnconfirmedKeepDays,
      unbelievedDay: rules.unbelievedDay,
      // A run corrects what is not believed, whether or not calls are deleted.
      ...slowTimer(retained, (keepDays ?? rules.keepDays ?? rules.unbelievedDay) !== undefined),
    },
    // Without a call that was stored since, there is nothing new to sum up.
    summarizing: slowTimer(summed, (ingest.LastStoredAt ?? '') > (summed.LastSuccessAt ?? '')),
    forgetting: {
      ...slowTimer(forgotten, isForgetting),
      ...rules.leftOut,
      unfinishedSince: optionalDate(forgotten.UnfinishedSince),
    },
    pending: pending.times,
    refused: pending.refused,
    longestRefused: pending.longestRefused,
    unreadableRows: pending.unreadable,
    pendingWaiting: pending.waiting,
    pendingUnavailable: pending.unavailable,
    pendingSecondLooks: pending.secondLooks,
    pendingIncomplete: pending.incomplete,
    oldestPendingAt: pending.oldestSeenAt,
    newDeadLetters: dead.recent,
    deadLettersOfCalls: dead.ofCalls,
    deadLettersUnresolved: dead.unresolved,
    countsAreLowerBounds: pending.stopped || dead.stopped,
    lastNotificationAt: optionalDate(ingest.LastNotificationAt),
    lastStoredAt,
    notBefore: optionalDate(aspect('throttle').NotBefore),
  };
}

/**
 * When the last subscription ended: it expired without being renewed, or was seen no more. Undefined while one lives.
 */
function endOfLast(subscriptions: ReadonlyArray<SubscriptionValues>, now: Date): Date | undefined {
  const ends = subscriptions.map(({ State, ExpirationDateTime, LastSeenAt }) =>
    State === 'live' ? ExpirationDateTime : LastSeenAt,
  );
  const end = latestOf(ends);
  return end !== undefined && end <= now ? end : undefined;
}

function agedOutIn({ AgedOutAt, AgedOutFrom, AgedOutTo }: PipelineStatusValues) {
  if (AgedOutAt === undefined) return undefined;
  return { at: toDate(AgedOutAt), hours: `${AgedOutFrom} to ${AgedOutTo}` };
}
