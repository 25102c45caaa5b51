/** Time, as the product sees it. */

/** Time, injected so that tests need not wait. */
export interface Clock {
  now(): Date;
  /** Resolves after the given time; rejects with the signal's reason when it is aborted first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Does the work with a signal that aborts with DeadlineExceeded once the given time has passed. Ends with the work. */
  withDeadline<Result>(milliseconds: number, work: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
}

/** The time allowed for a piece of work is over. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}
