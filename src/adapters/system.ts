/** The real clock and the real randomness. */

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, DeadlineExceeded } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';

export const systemClock: Clock = {
  now: () => new Date(),

  async sleep(milliseconds, signal) {
    signal?.throwIfAborted();
    try {
      await delay(Math.max(0, milliseconds), undefined, { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },

  deadline(milliseconds) {
    const controller = new AbortController();
    const reason = new DeadlineExceeded(`not done within ${milliseconds / 1000} s`);
    // Unreferenced: work that ended early must not keep a process from ending.
    setTimeout(() => controller.abort(reason), milliseconds).unref();
    return controller.signal;
  },
};

export const systemRandom: Random = {
  fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  hex: (length) =>
    randomBytes(Math.ceil(length / 2))
      .toString('hex')
      .slice(0, length),
};
