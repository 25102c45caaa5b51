/** The own clock, corrected by that of storage, which all who share the tables have in common. */

import { MINUTE_MS } from '../language/milliseconds.ts';
import type { Log } from '../logs/log.ts';
import { CLOCKS_DIFFER_MS, type Clock } from '../ports/clock.ts';

/** An answer that takes longer says nothing of the time: a machine may have slept meanwhile, or its clock been set. */
const ANSWERS_WITHIN_MS = MINUTE_MS;

/**
 * So long what storage has said of the time is taken to hold. A clock that has been set since, by more than clocks may
 * differ, is further from when it was heard.
 */
const HEARD_LATELY_MS = CLOCKS_DIFFER_MS / 3;

/**
 * A clock is corrected once it differs by more than this: two that are not may differ by twice as much, and that is still
 * less than clocks may.
 */
const CORRECTED_FROM_MS = 7 * MINUTE_MS;

/** A clock that was corrected goes its own way again within this: further in, or it would go to and fro at one bound. */
const CORRECTED_UNTIL_MS = 5 * MINUTE_MS;

/** A request to storage leaves. Returns what takes the time at which storage answered, once the answer is there. */
export type AskStorage = () => (answeredAt: Date) => void;

export interface StorageClock extends Clock {
  readonly heardLately: boolean;
  readonly asks: AskStorage;
}

/**
 * A clock that says what the own one does while that is close to that of storage, and the time of storage otherwise. Waits
 * go by the own clock, which runs no faster for being wrong.
 */
export function followStorage(own: Clock, log: Log): StorageClock {
  let correctionMs = 0;
  let heardAt = Number.NEGATIVE_INFINITY;
  return {
    now: () => new Date(own.now().getTime() + correctionMs),
    sleep: (milliseconds, signal) => own.sleep(milliseconds, signal),
    withDeadline: (milliseconds, work) => own.withDeadline(milliseconds, work),
    get heardLately() {
      return Math.abs(own.now().getTime() - heardAt) <= HEARD_LATELY_MS;
    },
    asks() {
      const askedAt = own.now().getTime();
      return (answeredAt) => {
        const now = own.now().getTime();
        if (Number.isNaN(answeredAt.getTime()) || now < askedAt || now - askedAt > ANSWERS_WITHIN_MS) return;
        heardAt = now;
        const behindMs = answeredAt.getTime() - now;
        const isCorrected = correctionMs !== 0;
        // Answers tell whole seconds and are under way for some: what was corrected must not go to and fro with each.
        if (Math.abs(behindMs - correctionMs) <= (isCorrected ? ANSWERS_WITHIN_MS : CORRECTED_FROM_MS))
          return;
        correctionMs = isCorrected && Math.abs(behindMs) <= CORRECTED_UNTIL_MS ? 0 : behindMs;
        log.warn('clockCorrected', { behindSeconds: Math.round(correctionMs / 1000) });
      };
    },
  };
}
