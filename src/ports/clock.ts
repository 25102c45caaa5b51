/** Time, as the product sees it. */

import { type DateTime, toDate } from '../language/date-time.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';

/** Time, injected so that tests need not wait. */
export interface Clock {
  now(): Date;
  /** Resolves after the given time; rejects with the signal's reason when it is aborted first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Does the work with a signal that aborts with DeadlineExceeded once the given time has passed. Ends with the work. */
  withDeadline<Result>(milliseconds: number, work: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
  /** Whether storage has said a moment ago what time it is; absent where time is given. */
  readonly heardLately?: boolean;
}

/** The time allowed for a piece of work is over. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

/**
 * By so much the clocks of those who share the tables may differ. Storage refuses a signed request whose date is further
 * off. https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
 */
export const CLOCKS_DIFFER_MS = 15 * MINUTE_MS;

/**
 * Whether a right clock may have noted an instant: no later than now, or than the longest wait from now. What a clock
 * that was days ahead has noted would keep work waiting for days, or pass for news; nobody believes it.
 */
export function isBelievable(noted: DateTime | Date, now: Date, longestWaitMs = 0): boolean {
  const instant = typeof noted === 'string' ? toDate(noted) : noted;
  return instant.getTime() - now.getTime() <= longestWaitMs + CLOCKS_DIFFER_MS;
}
