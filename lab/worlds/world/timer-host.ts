/**
 * One timer on all instances together: it runs on one instance at a time, missed occasions give one run, and the lock of
 * an instance that ended is free a minute later.
 *
 * Occasions at which nothing can have changed are left out: a run every ten minutes stands for them. `wake` names an
 * occasion at which there is something to do.
 */

import { OUR_HOST_JSON } from '../../host/our-host-json.ts';
import type { Fleet } from './fleet.ts';
import type { Instance } from './instance.ts';
import type { Surroundings } from './surroundings.ts';

const MINUTE_MS = 60_000;
const LOCK_MS = OUR_HOST_JSON.singleton.listenerLockPeriodSeconds * 1000;

/** Of the runs that would begin beside another one, so many do: their instance lost its lock without knowing. */
const OVERLAPPING_SHARE = 0.02;

export interface TimerOptions {
  /** Between two occasions, as in the timer's schedule. */
  readonly everyMinutes: number;
  /** Between two runs when none was asked for. */
  readonly quietMinutes: () => number;
  /** Runs the function there; resolves however it ends, and never when its process ends. */
  readonly run: (instance: Instance) => Promise<void>;
}

export class TimerHost {
  readonly #surroundings: Surroundings;
  readonly #fleet: Fleet;
  readonly #options: TimerOptions;
  /** Occasions for which the clock is set, with whether they were asked for. */
  readonly #set = new Map<number, boolean>();
  /** The next run that need not be asked for. */
  #quietAt = 0;
  #lockedUntil = 0;
  /** Where it runs, as far as the lock is concerned. */
  #running: Instance | undefined;

  constructor(surroundings: Surroundings, fleet: Fleet, options: TimerOptions) {
    this.#surroundings = surroundings;
    this.#fleet = fleet;
    this.#options = options;
  }

  /** Something is to be done from that instant on, or from now on: the next occasion must not be left out. */
  wake(milliseconds = this.#surroundings.time.milliseconds): void {
    this.#setClock(milliseconds, true);
  }

  #setClock(milliseconds: number, isAsked: boolean): void {
    const { time } = this.#surroundings;
    const every = this.#options.everyMinutes * MINUTE_MS;
    const next = Math.ceil(Math.max(milliseconds, time.milliseconds + 1) / every) * every;
    const set = this.#set.get(next);
    this.#set.set(next, isAsked || set === true);
    if (set === undefined) time.at(next, () => this.#occasion(next));
  }

  #occasion(now: number): void {
    const { random } = this.#surroundings;
    const isAsked = this.#set.get(now) === true;
    this.#set.delete(now);
    if (!isAsked && now < this.#quietAt) return;
    const found = this.#fleet.any(this.#running);
    const mayRun = this.#running === undefined || random.chance(OVERLAPPING_SHARE);
    if (found === undefined || !mayRun) this.wake(now + MINUTE_MS);
    else if (now < this.#lockedUntil) this.wake(this.#lockedUntil);
    else {
      this.#quietAt = now + this.#options.quietMinutes() * MINUTE_MS;
      this.#setClock(this.#quietAt, false);
      void this.#run(found);
    }
  }

  async #run(instance: Instance): Promise<void> {
    const { time } = this.#surroundings;
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
