/** Says once a run of maintain how the pipeline stands: alerts and workbooks query this one event. */

import type { LogFields } from '../logs/log.ts';
import { reasonsSeenIn } from './health-reasons.ts';
import type { Observation } from './observation.ts';
import { type Observing, observe } from './observe.ts';

/** Never rejects: storage that does not answer is among the reasons. */
export async function logObservation(observing: Observing): Promise<void> {
  const state = await observe({ ...observing, countsLeftOut: false });
  observing.log.info('pipelineObserved', {
    reasons: reasonsSeenIn(state, observing).join(','),
    queueLength: state.queueLength,
    ...(state.queueReachable ? { poisonedMessages: state.poisonedMessages } : {}),
    ...(state.tablesReachable ? fromTables(state) : {}),
  });
}

/** What is unknown while tables do not answer: left out then, for 0 would be an answer. */
function fromTables(state: Observation): LogFields {
  const { now, pending, reconcile, coverage, subscription } = state;
  const secondsSince = (instant: Date | undefined) => secondsBetween(instant, now);
  return {
    pendingWaiting: state.pendingWaiting,
    pendingUnavailable: state.pendingUnavailable,
    pendingSecondLooks: state.pendingSecondLooks,
    pendingIncomplete: state.pendingIncomplete,
    oldestPendingSeconds: secondsSince(state.oldestPendingAt),
    oldestNotFoundSeconds: secondsSince(pending.notFoundSince),
    oldestDueSeconds: secondsSince(pending.oldestDueAt),
    newDeadLetters: state.newDeadLetters,
    deadLettersOfCalls: state.deadLettersOfCalls,
    deadLettersUnresolved: state.deadLettersUnresolved,
    listed24h: coverage.settled.listed,
    stored24h: coverage.settled.stored,
    missing24h: coverage.settled.missing,
    unlisted24h: coverage.settled.unlisted,
    subscriptionSecondsLeft: secondsBetween(now, subscription.liveUntil),
    reconcileOverdueSeconds: secondsSince(reconcile.oldestDueAt),
  };
}

/** 0 when nothing waits, is due or is left: a chart shows it then. */
function secondsBetween(from: Date | undefined, to: Date | undefined): number {
  if (from === undefined || to === undefined) return 0;
  return Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000));
}
