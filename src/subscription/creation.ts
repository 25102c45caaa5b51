/** When a subscription may be created: a Graph that hides or loses what it has must not be filled with them. */

import { toDate, toDateTime } from '../language/date-time.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import { GraphFailure } from '../ports/graph.ts';
import type { PipelineStatusValues } from '../tables/declarations/pipeline-status.ts';
import type { DesiredSubscription } from './subscription.ts';

/**
 * Graph allows an organization 100 subscriptions to call records, which one a minute would use up within two hours.
 * https://learn.microsoft.com/graph/changenotifications-for-callrecords
 */
const CREATED_AT_MOST_EVERY_MS = 10 * MINUTE_MS;

/** What answers for a Graph that may have done what was asked. */
const GATEWAYS: ReadonlySet<number> = new Set([502, 504]);

/**
 * Whether Graph may be asked for a new one now. The first one of ten minutes always may, and so may one with other
 * settings. That the one before is gone is not enough: what ended it would end the next one too.
 */
export function mayCreate(before: PipelineStatusValues, desired: DesiredSubscription, now: Date): boolean {
  const { CreationAskedAt, CreationAskedFor } = before;
  return (
    CreationAskedAt === undefined ||
    CreationAskedFor !== wanted(desired) ||
    now.getTime() - toDate(CreationAskedAt).getTime() >= CREATED_AT_MOST_EVERY_MS
  );
}

/** What the status row says from before Graph is asked: a crash after that must not make it ask again at once. */
export function askedNow(desired: DesiredSubscription, now: Date): PipelineStatusValues {
  return { CreationAskedAt: toDateTime(now), CreationAskedFor: wanted(desired) };
}

/** What the status row says once Graph has refused: it may be asked again. */
export const NOTHING_ASKED: PipelineStatusValues = { CreationAskedFor: '' };

/** Whether nothing was created. An answer that was lost, or of a gateway, does not say so. */
export function isRefused(error: unknown): boolean {
  if (!(error instanceof GraphFailure)) return false;
  const { status = 0 } = error;
  return status >= 400 && !GATEWAYS.has(status);
}

function wanted({ notificationUrl, lifecycleNotificationUrl, clientStateHash }: DesiredSubscription): string {
  return [notificationUrl, lifecycleNotificationUrl, clientStateHash].join(' ');
}
