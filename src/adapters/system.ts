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

  async withDeadline(milliseconds, work) {
    const controller = new AbortController();
    const reason = new DeadlineExceeded(`not done within ${milliseconds / 1000} s`);
    const timer = setTimeout(() => controller.abort(reason), milliseconds);
    try {
      return await work(controller.signal);
    } finally {
      // A timer holds the invocation's context until it fires: kilobytes for each record stored.
      clearTimeout(timer);
    }
  },
};

export const systemRandom: Random = {
  fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  hex: (length) =>
    randomBytes(Math.ceil(length / 2))
      .toString('hex')
      .slice(0, length),
};
