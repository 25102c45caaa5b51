/** Holds an instance to its share of what Graph allows the tenant. The share is learned from what Graph refuses. */

import type { Clock } from '../../ports/clock.ts';

/** Graph counts a tenant's requests over so long. https://learn.microsoft.com/graph/throttling-limits */
const WINDOW_MS = 20_000;

/** What an instance begins with: forty of them, the template's most, exceed the limit by little. */
const FIRST_PLACES = 4;

/**
 * Of the answers in a window. When Graph begins to refuse, it refuses whatever is under way in any instance: the fewer
 * that is, the fewer are refused. Graph throttles harder who goes on asking.
 */
const MOST_REFUSED = 0.03;

/** Places for requests that are under way in this instance. */
export interface Share {
  /** Takes a place; false when there is none. Who took one gives it back. */
  take(): boolean;
  giveBack(): void;
  /** Resolves when a place was given back; others may be faster. */
  givenBack(): Promise<void>;
  /** Graph refused a request because the tenant asks too much. */
  noteRefused(): void;
}

export function createShare(clock: Pick<Clock, 'now'>): Share {
  let places = FIRST_PLACES;
  let taken = 0;
  let waiting: Array<() => void> = [];
  let window = { begunAt: clock.now(), answered: 0, refused: 0 };

  function endWindow(now: Date): void {
    const refused = window.refused / Math.max(1, window.answered);
    if (refused > MOST_REFUSED) places = Math.max(1, Math.floor((places * MOST_REFUSED) / refused));
    else if (window.refused === 0) places *= 2;
    else if (refused < MOST_REFUSED / 2) places += 1;
    window = { begunAt: now, answered: 0, refused: 0 };
  }

  return {
    take() {
      const now = clock.now();
      if (Math.abs(now.getTime() - window.begunAt.getTime()) >= WINDOW_MS) endWindow(now);
      if (taken >= places) return false;
      taken += 1;
      return true;
    },
    giveBack() {
      taken -= 1;
      window.answered += 1;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    givenBack: () => new Promise((resolve) => waiting.push(resolve)),
    noteRefused() {
      window.refused += 1;
    },
  };
}
