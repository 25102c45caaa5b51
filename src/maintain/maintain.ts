/** What has to happen every minute whether or not Graph sends anything. */

import { type Replaying, replayDeadLetters } from '../dead-letters/replay-dead-letters.ts';
import { logObservation } from '../health/log-observation.ts';
import type { Observing } from '../health/observe.ts';
import { toDate, toDateTime } from '../language/date-time.ts';
import { HOUR_MS } from '../language/milliseconds.ts';
import { type Releasing, releasePending } from '../pending/release-pending.ts';
import type { Store } from '../rows/store.ts';
import { failureText } from '../status/failure-text.ts';
import { failed, readStatus } from '../status/pipeline-status.ts';
import type { Subscribing } from '../subscription/checking.ts';
import { ensureSubscription } from '../subscription/ensure-subscription.ts';
import type { PipelineStatusValues } from '../tables/declarations/pipeline-status.ts';

type Maintaining = Subscribing & Releasing & Observing & Replaying;

/** Graph repeats a notification for four hours. https://learn.microsoft.com/graph/change-notifications-delivery-webhooks */
const NOTIFICATIONS_REPEATED_FOR_MS = 4 * HOUR_MS;

/** Does its duties, and says at the end how the pipeline stands, however they went. Rejects when one has failed. */
export async function maintain(maintaining: Maintaining): Promise<void> {
  try {
    await doDuties(maintaining);
  } finally {
    await logObservation(maintaining);
  }
}

/**
 * Does each duty even when another fails, then rejects with all failures: a dead Graph must not keep calls from
 * being released, and a run with a failure must show as failed.
 */
async function doDuties(maintaining: Maintaining): Promise<void> {
  const { store } = maintaining;
  const failures: Array<unknown> = [];
  async function attempted<Result>(duty: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await duty();
    } catch (error) {
      failures.push(error);
      return undefined;
    }
  }
  await attempted(() => ensureSubscriptionNoted(maintaining));
  await attempted(() => replayDeadLetters(maintaining));
  const released = await attempted(() => releasePending(maintaining));
  const found = released?.isQueueFull === true ? { QueueFullAt: toDateTime(store.clock.now()) } : {};
  if (failures.length === 0) {
    await noteSuccess(store, found);
    return;
  }
  await store.status.merge('maintain', {
    ...found,
    LastFailureAt: toDateTime(store.clock.now()),
    LastFailure: failureText(failures),
  });
  throw new AggregateError(failures, failureText(failures));
}

/** While nothing succeeded the webhook may have refused what Graph no longer repeats: reconcile looks after it. */
async function noteSuccess(store: Store, found: PipelineStatusValues): Promise<void> {
  const now = store.clock.now();
  const { LastSuccessAt, RunningSince } = await readStatus(store, 'maintain');
  // Noted by a clock that was ahead, it does not say how long nothing succeeded.
  const resumed =
    LastSuccessAt === undefined
      ? RunningSince !== undefined
      : now.getTime() - toDate(LastSuccessAt).getTime() > NOTIFICATIONS_REPEATED_FOR_MS;
  await store.status.merge('maintain', {
    ...found,
    LastSuccessAt: toDateTime(now),
    ...(resumed ? { ResumedAt: toDateTime(now) } : {}),
    ...(resumed || RunningSince === undefined ? { RunningSince: toDateTime(now) } : {}),
  });
}

/**
 * Ensures the subscription, and says on its status row how that ended: health tells consent from network by it. Where
 * Graph has named a time to come back, nothing is asked before it, by whatever instance.
 */
async function ensureSubscriptionNoted(subscribing: Subscribing): Promise<void> {
  const { store, log } = subscribing;
  const { status, clock } = store;
  const before = await readStatus(store, 'subscription');
  const { NotBefore } = before;
  if (NotBefore !== undefined && toDate(NotBefore) > clock.now()) {
    log.info('subscriptionWaits', { until: NotBefore });
    return;
  }
  try {
    await status.merge('subscription', await ensureSubscription(subscribing, before));
  } catch (error) {
    await status.merge('subscription', failed([error], clock.now(), before));
    throw error;
  }
}
