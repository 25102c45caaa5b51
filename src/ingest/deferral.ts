/** What a call that cannot be read now waits for, and how long. */

import { MINUTE_MS } from '../language/milliseconds.ts';
import { waitAfterFault, waitAfterNotFound, waitWhileIncomplete } from '../pending/retry-schedule.ts';
import { DeadlineExceeded } from '../ports/clock.ts';
import { GraphFailure, ParticipantsRefused } from '../ports/graph.ts';
import type { PendingReason } from '../tables/declarations/pending-call-records.ts';

/** Why a call waits. */
export interface Deferral {
  readonly reason: PendingReason;
  readonly lastStatus?: number | undefined;
  /** What went wrong, without content. */
  readonly lastError?: string | undefined;
  /** Not earlier than this, where Graph named a time. */
  readonly retryAt?: Date | undefined;
}

/** What to wait for after this error, or undefined when waiting is not the answer to it. */
export function deferralAfter(error: unknown): Deferral | undefined {
  if (error instanceof DeadlineExceeded) return { reason: 'deadline', lastError: error.message };
  if (error instanceof ParticipantsRefused) {
    return { reason: 'participantsRefused', lastStatus: error.status, lastError: error.message };
  }
  if (!(error instanceof GraphFailure)) return undefined;
  const { kind, status, message, retryAt } = error;
  switch (kind) {
    case 'notFound':
      return { reason: kind, lastStatus: status };
    case 'throttled':
    case 'unavailable':
    case 'unauthorized':
    case 'forbidden':
      return { reason: kind, lastStatus: status, lastError: message, retryAt };
    case 'rejected':
    case 'malformed':
    case 'conflict':
    case 'quotaReached':
      return undefined;
  }
}

/** Milliseconds to wait from `now`; undefined when it is time to give up. */
export function waitFor(
  { reason, retryAt }: Deferral,
  call: { readonly ageMilliseconds: number; readonly attempts: number; readonly now: Date },
  latencyWindowMinutes: number,
  jitter: number,
): number | undefined {
  const { ageMilliseconds, attempts, now } = call;
  if (reason === 'notFound') return waitAfterNotFound(ageMilliseconds, latencyWindowMinutes, attempts);
  if (reason === 'participantsRefused') {
    const windowMs = latencyWindowMinutes * MINUTE_MS;
    // However old the call is, they are asked for once more before it is stored without them.
    return waitAfterNotFound(Math.min(ageMilliseconds, windowMs), latencyWindowMinutes, attempts);
  }
  if (reason === 'incomplete') return waitWhileIncomplete(attempts, ageMilliseconds);
  const wait = waitAfterFault(attempts, ageMilliseconds, jitter);
  const asked = retryAt === undefined ? 0 : retryAt.getTime() - now.getTime();
  return wait === undefined ? undefined : Math.max(wait, asked);
}
