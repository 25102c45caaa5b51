/** The two timers of the app, and who knows when they have something to do. */

import type { StoredRow } from '../../../src/tables/cell.ts';
import type { TableName } from '../../../src/tables/declarations/index.ts';
import { during } from './activity.ts';
import { TimerHost } from './timer-host.ts';
import type { SimulatedWorld } from './world.ts';

const HOUR_MS = 3_600_000;

/** A run that failed is followed by one at the next occasion; a few of them are left out. */
const AFTER_FAILURE_MS = 5 * 60_000;

/** Minutes between two runs of maintain when nobody asked for one: in fair weather it makes no difference. */
const QUIET = { maintain: 10, maintainInFairWeather: 60, reconcile: 60 };

/** Of the runs that would begin beside another one, so many do: their instance had lost its lock. */
const OVERLAPPING_SHARE = 0.02;

type TimerName = 'maintain' | 'reconcile';

export class Timers {
  readonly maintain: TimerHost;
  readonly reconcile: TimerHost;
  readonly #world: SimulatedWorld;

  constructor(world: SimulatedWorld) {
    this.#world = world;
    const { maintainEveryMinutes, reconcileEveryMinutes } = world.plan;
    this.maintain = this.#timer('maintain', maintainEveryMinutes, () =>
      world.isFair ? QUIET.maintainInFairWeather : QUIET.maintain,
    );
    this.reconcile = this.#timer('reconcile', reconcileEveryMinutes, () => QUIET.reconcile);
  }

  /** Both run at the next occasion. */
  wake(): void {
    this.maintain.wake(this.#world.time.milliseconds);
    this.reconcile.wake(this.#world.time.milliseconds);
  }

  /** A row was written that may say when something is to be done. */
  written(table: TableName, { cells }: StoredRow): void {
    const instant = (column: string) => Date.parse(String(cells[column]?.value));
    const waits = cells.State?.value === 'waiting';
    if (table === 'PendingCallRecords' && waits) this.maintain.wake(instant('NextAttemptAt'));
    else if (table === 'DeadLetters' && waits) this.maintain.wake(instant('DeadAt') + HOUR_MS);
    else if (table === 'Coverage' && cells.NextCheckAt !== undefined)
      this.reconcile.wake(instant('NextCheckAt'));
    else if (table === 'Subscriptions' && isInterrupted(cells))
      this.reconcile.wake(this.#world.time.milliseconds);
  }

  #timer(name: TimerName, everyMinutes: number, quietMinutes: () => number): TimerHost {
    const { time, fleet, random, activities, tallies, journal } = this.#world;
    return new TimerHost({
      time,
      everyMinutes,
      quietMinutes,
      instance: (other) => fleet.any(other),
      overlaps: () => random.chance(OVERLAPPING_SHARE),
      run: async (instance) => {
        const activity = activities.begin(name, instance);
        tallies.timerRuns += 1;
        try {
          await during(activity, () => instance.application[name]());
        } catch (error) {
          journal.news(instance.name, () => `${name} fails: ${error}`);
          this[name].wake(time.milliseconds + AFTER_FAILURE_MS);
        } finally {
          activities.end(activity);
        }
      },
    });
  }
}

/** Something on a subscription's row tells of notifications that may have been missed, and nobody has looked yet. */
function isInterrupted(cells: StoredRow['cells']): boolean {
  const text = (column: string) => String(cells[column]?.value ?? '');
  return ['GapTo', 'MissedAt', 'SubscriptionRemovedAt'].some((column) => text(column) > text('ResyncedAt'));
}
