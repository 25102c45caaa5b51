/** Does work on the same thing in turn, within one process. */

import { within } from './within.ts';

export class OneAtATime<Key> {
  /** By key: ends when all work on it that was asked for so far has ended. */
  readonly #ended = new Map<Key, Promise<void>>();

  /** Whether work on the key is under way: what is asked for now begins later. */
  isUnderWay(key: Key): boolean {
    return this.#ended.has(key);
  }

  /** Ends as the work does, which begins when earlier work on the key has ended; rejects when the signal aborts first. */
  run<Result>(key: Key, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const earlier = this.#ended.get(key);
    const mine = earlier === undefined ? work() : within(signal, earlier).then(work);
    const ended = Promise.allSettled([earlier, mine]).then(() => {
      if (this.#ended.get(key) === ended) this.#ended.delete(key);
    });
    this.#ended.set(key, ended);
    return mine;
  }
}
