/**
 * The timers of the app. Each runs on one instance at a time, missed occasions give one run, and the lock of an instance
 * that ended is free a minute later.
 *
 * Occasions at which nothing can have changed are left out: a run every ten minutes stands for them. `wake` names an
 * occasion at which there is something to do.
 */

import { HOUR_MS, MINUTE_MS } from '../../../src/language/milliseconds.ts';
import type { StoredRow } from '../../../src/tables/cell.ts';
import type { TableName } from '../../../src/tables/declarations/index.ts';
import { OUR_HOST_JSON } from '../../host/our-host-json.ts';
import type { TimerName } from '../plan/frame.ts';
import type { Fleet } from './fleet.ts';
import type { Instance } from './instance.ts';
import type { Surroundings } from './surroundings.ts';

const LOCK_MS = OUR_HOST_JSON.singleton.listenerLockPeriodSeconds * 1000;

/** Of the runs that would begin beside another one, so many do: their instance lost its lock without knowing. */
const OVERLAPPING_SHARE = 0.02;

/** A run that failed is followed by one at the next occasion; a few of them are left out. */
const AFTER_FAILURE_MS = 5 * MINUTE_MS;

/** Between two runs when none was asked for: in fair weather it makes no difference. */
const QUIET_MS = {
  maintain: 10 * MINUTE_MS,
  maintainInFairWeather: HOUR_MS,
  reconcile: HOUR_MS,
  summarize: 3 * HOUR_MS,
  retain: HOUR_MS,
  forget: HOUR_MS,
};

/** The first pass of an erasure or an exclusion begins so long after it was asked for. */
const FORGOTTEN_AFTER_MS = HOUR_MS;

export class Timer {
  readonly #name: TimerName;
  readonly #surroundings: Surroundings;
  readonly #fleet: Fleet;
  /** Occasions for which the clock is set, with whether they were asked for. */
  readonly #set = new Map<number, boolean>();
  /** The next run that need not be asked for. */
  #quietAt = 0;
  #lockedUntil = 0;
  /** Where it runs, as far as the lock is concerned. */
  #running: Instance | undefined;

  constructor(name: TimerName, surroundings: Surroundings, fleet: Fleet) {
    this.#name = name;
    this.#surroundings = surroundings;
    this.#fleet = fleet;
  }

  /** Something is to be done from that instant on, or from now on: the next occasion must not be left out. */
  wake(milliseconds = this.#surroundings.time.milliseconds): void {
    this.#setClock(milliseconds, true);
  }

  #setClock(milliseconds: number, isAsked: boolean): void {
    const { time, plan } = this.#surroundings;
    const every = plan[`${this.#name}EveryMinutes`] * MINUTE_MS;
    const next = Math.ceil(Math.max(milliseconds, time.milliseconds + 1) / every) * every;
    const set = this.#set.get(next);
    this.#set.set(next, isAsked || set === true);
    if (set === undefined) time.at(next, () => this.#occasion(next));
  }

  #occasion(now: number): void {
    const { random, isFair } = this.#surroundings;
    const isAsked = this.#set.get(now) === true;
    this.#set.delete(now);
    if (!isAsked && now < this.#quietAt) return;
    const found = this.#fleet.any(this.#running);
    const mayRun = this.#running === undefined || random.chance(OVERLAPPING_SHARE);
    if (found === undefined || !mayRun) this.wake(now + MINUTE_MS);
    else if (now < this.#lockedUntil) this.wake(this.#lockedUntil);
    else {
      const isRare = isFair && this.#name === 'maintain';
      this.#quietAt = now + QUIET_MS[isRare ? 'maintainInFairWeather' : this.#name];
      this.#setClock(this.#quietAt, false);
      void this.#run(found);
    }
  }

  async #run(instance: Instance): Promise<void> {
    const { time, activities, journal } = this.#surroundings;
    this.#running = instance;
    const forget = instance.whenDead(() => {
      if (this.#running === instance) this.#running = undefined;
      this.#lockedUntil = time.milliseconds + LOCK_MS;
      this.wake(this.#lockedUntil);
    });
    try {
      await activities.run(this.#name, instance, {}, () => instance.application[this.#name]());
    } catch (error) {
      journal.news(instance.name, () => `${this.#name} fails: ${error}`);
      this.wake(time.milliseconds + AFTER_FAILURE_MS);
    }
    forget();
    if (this.#running === instance) this.#running = undefined;
  }
}

export type Timers = Readonly<Record<TimerName, Timer>>;

/** A row was written that may say when something is to be done. */
export function wakeFor(
  { maintain, reconcile, forget }: Timers,
  table: TableName,
  { cells }: StoredRow,
): void {
  const instant = (column: string) => Date.parse(String(cells[column]?.value));
  const waits = cells.State?.value === 'waiting';
  if (table === 'PendingCallRecords' && waits) maintain.wake(instant('NextAttemptAt'));
  else if (table === 'DeadLetters' && cells.NextReplayAt !== undefined)
    maintain.wake(instant('NextReplayAt'));
  else if (table === 'Withheld' && cells.RequestedAt !== undefined && cells.FinishedAt === undefined) {
    forget.wake(
      cells.NextPassAt === undefined ? instant('RequestedAt') + FORGOTTEN_AFTER_MS : instant('NextPassAt'),
    );
  } else if (table === 'Coverage' && cells.NextCheckAt !== undefined) reconcile.wake(instant('NextCheckAt'));
  else if (table === 'Subscriptions' && isInterrupted(cells)) reconcile.wake();
}

/** Something on a subscription's row tells of notifications that may have been missed and were not looked for yet. */
export function isInterrupted(cells: StoredRow['cells']): boolean {
  return interruptedAt(cells) > String(cells.ResyncedAt?.value ?? '');
}

/** When notifications may have been missed last, as text; empty when none were. */
export function interruptedAt(cells: StoredRow['cells']): string {
  const times = [cells.GapTo, cells.MissedAt, cells.SubscriptionRemovedAt];
  const texts = times.map((cell) => String(cell?.value ?? ''));
  return texts.sort().at(-1) ?? '';
}
