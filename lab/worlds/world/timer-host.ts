/**
 * The timers of all instances together: a timer runs on one instance at a time, missed occasions give one run, and
 * the lock of an instance that ended is free a minute later.
 *
 * Occasions at which nothing can have changed are left out: a run every ten minutes stands for them, and whoever
 * knows of something to do says when.
 */

import type { Instance } from './instance.ts';
import type { VirtualTime } from './virtual-time.ts';

const MINUTE_MS = 60_000;

/** host.json's default listenerLockPeriod. */
const LOCK_MS = MINUTE_MS;

export interface TimerOptions {
  readonly time: VirtualTime;
  /** Between two occasions, as in the timer's schedule. */
  readonly everyMinutes: number;
  /** Between two runs when nobody asked for one. */
  readonly quietMinutes: () => number;
  /** An instance that takes work, other than this one; undefined when there is none just now. */
  readonly instance: (other: Instance | undefined) => Instance | undefined;
  /** Runs the function there; resolves however it ends, and never when its process ends. */
  readonly run: (instance: Instance) => Promise<void>;
  /** Whether this run may begin beside one that still runs, on an instance that lost its lock without knowing. */
  readonly overlaps: () => boolean;
}

export class TimerHost {
  readonly #options: TimerOptions;
  /** Occasions for which the clock is set, with whether somebody asked for them. */
  readonly #set = new Map<number, boolean>();
  /** The next run that nobody needs to ask for. */
  #quietAt = 0;
  #lockedUntil = 0;
  /** Where it runs, as far as the lock is concerned. */
  #running: Instance | undefined;

  constructor(options: TimerOptions) {
    this.#options = options;
  }

  /** Something is to be done from that instant on: the next occasion must not be left out. */
  wake(milliseconds: number): void {
    this.#setClock(milliseconds, true);
  }

  #setClock(milliseconds: number, isAsked: boolean): void {
    const { time, everyMinutes } = this.#options;
    const every = everyMinutes * MINUTE_MS;
    const next = Math.ceil(Math.max(milliseconds, time.milliseconds + 1) / every) * every;
    const set = this.#set.get(next);
    this.#set.set(next, isAsked || set === true);
    if (set === undefined) time.at(next, () => this.#occasion(next));
  }

  #occasion(now: number): void {
    const { time, instance, overlaps, quietMinutes } = this.#options;
    const isAsked = this.#set.get(now) === true;
    this.#set.delete(now);
    if (!isAsked && now < this.#quietAt) return;
    const found = instance(this.#running);
    if (found === undefined || (this.#running !== undefined && !overlaps())) this.wake(now + MINUTE_MS);
    else if (now < this.#lockedUntil) this.wake(this.#lockedUntil);
    else {
      this.#quietAt = now + quietMinutes() * MINUTE_MS;
      this.#setClock(this.#quietAt, false);
      void this.#run(found, time);
    }
  }

  async #run(instance: Instance, time: VirtualTime): Promise<void> {
    this.#running = instance;
    const forget = instance.whenDead(() => {
      if (this.#running === instance) this.#running = undefined;
      this.#lockedUntil = time.milliseconds + LOCK_MS;
      this.wake(this.#lockedUntil);
    });
    await this.#options.run(instance);
    forget();
    if (this.#running === instance) this.#running = undefined;
  }
}
