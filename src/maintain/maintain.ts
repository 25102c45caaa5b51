/** What has to happen every minute whether or not Graph sends anything. */

import { replayDeadLetters } from '../dead-letters/replay-dead-letters.ts';
import { logObservation } from '../health/log-observation.ts';
import type { ObserveDependencies } from '../health/observe.ts';
import { toDate, toDateTime } from '../language/date-time.ts';
import { type ReleaseDependencies, releasePending } from '../pending/release-pending.ts';
import { FAILURE_LENGTH, failureText } from '../status/failure-text.ts';
import { failed } from '../status/pipeline-status.ts';
import { type KeepSubscriptionDependencies, keepSubscription } from '../subscription/keep-subscription.ts';

export interface MaintainDependencies
  extends KeepSubscriptionDependencies,
    ReleaseDependencies,
    ObserveDependencies {}

/** Graph repeats a notification for four hours. https://learn.microsoft.com/graph/change-notifications-delivery-webhooks */
const NOTIFICATIONS_REPEATED_FOR_MS = 4 * 60 * 60_000;

/** Does its duties, and says at the end how the pipeline stands, however they went. Rejects when one has failed. */
export async function maintain(dependencies: MaintainDependencies): Promise<void> {
  try {
    await doDuties(dependencies);
  } finally {
    await logObservation(dependencies);
  }
}

/**
 * Does each duty even when another fails, then rejects with all failures: a dead Graph must not keep calls from
 * being released, and a run with a failure must show as failed.
 */
async function doDuties(dependencies: MaintainDependencies): Promise<void> {
  const { status, clock } = dependencies;
  const failures: Array<unknown> = [];
  const duties = [
    () => keepSubscriptionNoted(dependencies),
    () => replayDeadLetters(dependencies),
    () => releasePending(dependencies),
  ];
  for (const duty of duties) {
    try {
      await duty();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length === 0) {
    await noteSuccess(dependencies);
    return;
  }
  await status.write('maintain', {
    LastFailureAt: toDateTime(clock.now()),
    LastFailure: failureText(failures).slice(0, FAILURE_LENGTH),
  });
  throw new AggregateError(failures, failureText(failures));
}

/** While nothing succeeded the webhook may have refused what Graph no longer repeats: reconcile looks after it. */
async function noteSuccess({ status, clock }: MaintainDependencies): Promise<void> {
  const now = clock.now();
  const { LastSuccessAt, RunningSince } = await status.read('maintain');
  const resumed =
    LastSuccessAt !== undefined &&
    now.getTime() - toDate(LastSuccessAt).getTime() > NOTIFICATIONS_REPEATED_FOR_MS;
  await status.write('maintain', {
    LastSuccessAt: toDateTime(now),
    ...(resumed ? { ResumedAt: toDateTime(now) } : {}),
    ...(resumed || RunningSince === undefined ? { RunningSince: toDateTime(now) } : {}),
  });
}

/**
 * Keeps the subscription, and says on its status row how that ended: health tells consent from network by it. Where
 * Graph has named a time to come back, nothing is asked before it, by whatever instance.
 */
async function keepSubscriptionNoted(dependencies: MaintainDependencies): Promise<void> {
  const { status, clock, log } = dependencies;
  const { NotBefore } = await status.read('subscription');
  if (NotBefore !== undefined && toDate(NotBefore) > clock.now()) {
    log.info('subscriptionWaits', { until: NotBefore });
    return;
  }
  try {
    await keepSubscription(dependencies);
  } catch (error) {
    await status.write('subscription', failed([error], clock.now()));
    throw error;
  }
  await status.write('subscription', { LastSuccessAt: toDateTime(clock.now()) });
}
