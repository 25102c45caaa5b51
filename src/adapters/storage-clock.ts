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

/** A request to storage leaves. Returns what takes the time at which storage answered, once the answer is there. */
export type AskStorage = () => (answeredAt: Date) => void;

export interface StorageClock extends Clock {
  readonly heardLately: boolean;
  readonly asks: AskStorage;
}

/**
 * A clock that says what the own one does while that differs from storage by no more than clocks may, and the time of
 * storage otherwise. Waits go by the own clock, which runs no faster for being wrong.
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
        // Answers tell whole seconds and are under way for some: what was corrected must not go to and fro with each.
        const boundMs = correctionMs === 0 ? CLOCKS_DIFFER_MS : ANSWERS_WITHIN_MS;
        if (Math.abs(behindMs - correctionMs) <= boundMs) return;
        correctionMs = Math.abs(behindMs) > CLOCKS_DIFFER_MS ? behindMs : 0;
        log.warn('clockCorrected', { behindSeconds: Math.round(correctionMs / 1000) });
      };
    },
  };
}
