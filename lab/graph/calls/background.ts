/** Calls that happen by themselves, independently of each other, so many a minute on average. */

import type { Random } from '../../random.ts';
import type { TenantContext } from '../tenant-context.ts';

export class BackgroundCalls {
  readonly #context: TenantContext;
  readonly #random: Random;
  readonly #call: (at: number) => void;
  /** Counts the changes of rate, so that what an earlier rate scheduled does not happen any more. */
  #rate = 0;

  constructor(context: TenantContext, call: (at: number) => void) {
    this.#context = context;
    this.#random = context.random.fork('background');
    this.#call = call;
  }

  /** Zero stops them. */
  set(callsPerMinute: number): void {
    this.#rate += 1;
    if (callsPerMinute > 0) this.#scheduleNext(this.#context.now(), 60_000 / callsPerMinute, this.#rate);
  }

  #scheduleNext(from: number, meanGap: number, rate: number): void {
    const gap = Math.max(1, Math.round(this.#random.exponential(meanGap)));
    this.#context.agenda.add(from + gap, (at) => {
      if (rate !== this.#rate) return;
      this.#call(at);
      this.#scheduleNext(at, meanGap, rate);
    });
  }
}
