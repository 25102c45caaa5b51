/** Calls that happen by themselves, independently of each other, so many a minute on average. */

import type { Agenda } from '../../agenda.ts';
import type { Random } from '../../random.ts';

export class BackgroundCalls {
  readonly #agenda: Agenda;
  readonly #random: Random;
  readonly #call: (at: number) => void;
  #callsPerMinute = 0;
  /** Counts the changes of rate, so that what an earlier rate scheduled does not happen any more. */
  #rate = 0;

  constructor(agenda: Agenda, random: Random, call: (at: number) => void) {
    this.#agenda = agenda;
    this.#random = random;
    this.#call = call;
  }

  get callsPerMinute(): number {
    return this.#callsPerMinute;
  }

  /** Zero stops them. */
  set(callsPerMinute: number, now: number): void {
    this.#callsPerMinute = callsPerMinute;
    this.#rate += 1;
    if (callsPerMinute > 0) this.#scheduleNext(now, this.#rate);
  }

  #scheduleNext(from: number, rate: number): void {
    const gap = Math.max(1, Math.round(this.#random.exponential(60_000 / this.#callsPerMinute)));
    this.#agenda.add(from + gap, (at) => {
      if (rate !== this.#rate) return;
      this.#call(at);
      this.#scheduleNext(at, rate);
    });
  }
}
