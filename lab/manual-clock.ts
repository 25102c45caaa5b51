/** Virtual time for tests: sleeping moves the clock forward at once, so no test waits. */

import { type Clock, DeadlineExceeded } from '../src/ports/clock.ts';

export class ManualClock implements Clock {
  #now: number;
  readonly #deadlines = new Map<AbortController, number>();

  constructor(start: string | Date = '2026-11-23T09:00:00.000Z') {
    this.#now = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.advance({ milliseconds });
  }

  async withDeadline<Result>(
    milliseconds: number,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const controller = new AbortController();
    this.#deadlines.set(controller, this.#now + milliseconds);
    return await work(controller.signal).finally(() => this.#deadlines.delete(controller));
  }

  advance(by: { minutes?: number; seconds?: number; milliseconds?: number }): void {
    this.#now += (by.minutes ?? 0) * 60_000 + (by.seconds ?? 0) * 1_000 + (by.milliseconds ?? 0);
    for (const [controller, at] of this.#deadlines) {
      if (at > this.#now) continue;
      this.#deadlines.delete(controller);
      controller.abort(new DeadlineExceeded('the time allowed is over'));
    }
  }
}
