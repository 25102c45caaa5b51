// A clock that stands still until a test moves it.
import type { Clock } from '../clock.ts';

interface Sleeper {
  readonly wakesAt: number;
  readonly wake: () => void;
}

export class StandingClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** How many are waiting for time to pass: when it is the number expected, all work begun before is done. */
  get sleepers(): number {
    return this.#sleepers.size;
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (milliseconds <= 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#sleepers.delete(sleeper);
        resolve();
      };
      const sleeper = { wakesAt: this.#now + milliseconds, wake };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  /** Moves the time to `instant` and wakes those who waited for it. */
  moveTo(instant: string): void {
    this.#now = Date.parse(instant);
    for (const sleeper of [...this.#sleepers]) if (sleeper.wakesAt <= this.#now) sleeper.wake();
  }

  moveBy(milliseconds: number): void {
    this.moveTo(new Date(this.#now + milliseconds).toISOString());
  }
}
