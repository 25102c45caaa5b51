/** What happens to a call that cannot be read now: how long it waits, and for what. */

import { type Clock, DeadlineExceeded } from '../ports/clock.ts';
import { GraphFailure } from '../ports/graph.ts';
import type { Random } from '../ports/random.ts';
import type { PendingReason } from '../tables/declarations/pending-call-records.ts';
import type { Deferral } from './defer.ts';
import { waitAfterFault, waitAfterNotFound } from './retry-schedule.ts';

export interface DeferralDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly latencyWindowMinutes: number;
}

/** How to wait after this error, or undefined when waiting is not the answer to it. */
export function deferralAfter(dependencies: DeferralDependencies, error: unknown): Deferral | undefined {
  if (error instanceof DeadlineExceeded) return faultDeferral(dependencies, 'deadline', error.message);
  if (!(error instanceof GraphFailure)) return undefined;
  const { kind, status, message } = error;
  switch (kind) {
    case 'notFound':
      return {
        reason: kind,
        lastStatus: status,
        waitFor: (age) => waitAfterNotFound(age, dependencies.latencyWindowMinutes),
      };
    case 'throttled':
    case 'unavailable':
    case 'unauthorized':
    case 'forbidden':
      return faultDeferral(dependencies, kind, message, error);
    case 'rejected':
    case 'malformed':
    case 'conflict':
      return undefined;
  }
}

/** How to wait for something to pass that has nothing to do with this call. */
export function faultDeferral(
  { clock, random }: DeferralDependencies,
  reason: PendingReason,
  lastError: string,
  { status, retryAt }: { readonly status?: number | undefined; readonly retryAt?: Date | undefined } = {},
): Deferral {
  return {
    reason,
    lastStatus: status,
    lastError,
    waitFor: (age, attempt) => {
      const wait = waitAfterFault(attempt, age, random.fraction());
      const asked = retryAt === undefined ? 0 : retryAt.getTime() - clock.now().getTime();
      return wait === undefined ? undefined : Math.max(wait, asked);
    },
  };
}
