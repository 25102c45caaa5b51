/** What has to happen every minute whether or not Graph sends anything. */

import { toDateTime } from '../domain/date-time.ts';
import { type Clock, GraphFailure } from '../ports.ts';
import { type KeepSubscriptionDependencies, keepSubscription } from './keep-subscription.ts';
import type { PipelineStatus } from './pipeline-status.ts';
import { type ReleaseDependencies, releasePending } from './release-pending.ts';
import { replayDeadLetters } from './replay-dead-letters.ts';

export interface MaintainDependencies extends KeepSubscriptionDependencies, ReleaseDependencies {
  readonly status: PipelineStatus;
  readonly clock: Clock;
}

/** Longest failure text kept. */
const FAILURE_LENGTH = 500;

/**
 * Does each duty even when another fails, then rejects with all failures: a dead Graph must not keep calls from
 * being released, and a run with a failure must show as failed.
 */
export async function maintain(dependencies: MaintainDependencies): Promise<void> {
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
    await status.write('maintain', { LastSuccessAt: toDateTime(clock.now()) });
    return;
  }
  await status.write('maintain', {
    LastFailureAt: toDateTime(clock.now()),
    LastFailure: failures.map(messageOf).join('; ').slice(0, FAILURE_LENGTH),
  });
  throw new AggregateError(failures, failures.map(messageOf).join('; '));
}

/** Keeps the subscription, and says on its status row how that ended: health tells consent from network by it. */
async function keepSubscriptionNoted(dependencies: MaintainDependencies): Promise<void> {
  const { status, clock } = dependencies;
  try {
    await keepSubscription(dependencies);
  } catch (error) {
    await status.write('subscription', {
      LastFailureAt: toDateTime(clock.now()),
      LastFailureKind: error instanceof GraphFailure ? error.kind : 'error',
      LastFailure: messageOf(error).slice(0, FAILURE_LENGTH),
    });
    throw error;
  }
  await status.write('subscription', { LastSuccessAt: toDateTime(clock.now()) });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
}
