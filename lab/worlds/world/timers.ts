/** The two timers of the app, and who knows when they have something to do. */

import type { StoredRow } from '../../../src/tables/cell.ts';
import type { TableName } from '../../../src/tables/declarations/index.ts';
import { during } from './activity.ts';
import type { Fleet } from './fleet.ts';
import type { Surroundings } from './surroundings.ts';
import { TimerHost } from './timer-host.ts';

const HOUR_MS = 3_600_000;

/** A run that failed is followed by one at the next occasion; a few of them are left out. */
const AFTER_FAILURE_MS = 5 * 60_000;

/** Minutes between two runs of a timer when none was asked for: in fair weather it makes no difference. */
const QUIET = { maintain: 10, maintainInFairWeather: 60, reconcile: 60 };

type TimerName = 'maintain' | 'reconcile';

export class Timers {
  readonly maintain: TimerHost;
  readonly reconcile: TimerHost;
  readonly #surroundings: Surroundings;
  readonly #fleet: Fleet;

  constructor(surroundings: Surroundings, fleet: Fleet) {
    this.#surroundings = surroundings;
    this.#fleet = fleet;
    const { maintainEveryMinutes, reconcileEveryMinutes } = surroundings.plan;
    this.maintain = this.#timer('maintain', maintainEveryMinutes, () =>
      surroundings.isFair ? QUIET.maintainInFairWeather : QUIET.maintain,
    );
    this.reconcile = this.#timer('reconcile', reconcileEveryMinutes, () => QUIET.reconcile);
  }

  /** A row was written that may say when something is to be done. */
  written(table: TableName, { cells }: StoredRow): void {
    const instant = (column: string) => Date.parse(String(cells[column]?.value));
    const waits = cells.State?.value === 'waiting';
    if (table === 'PendingCallRecords' && waits) this.maintain.wake(instant('NextAttemptAt'));
    else if (table === 'DeadLetters' && waits) this.maintain.wake(instant('DeadAt') + HOUR_MS);
    else if (table === 'Coverage' && cells.NextCheckAt !== undefined)
      this.reconcile.wake(instant('NextCheckAt'));
    else if (table === 'Subscriptions' && isInterrupted(cells)) this.reconcile.wake();
  }

  #timer(name: TimerName, everyMinutes: number, quietMinutes: () => number): TimerHost {
    const { time, activities, journal } = this.#surroundings;
    return new TimerHost(this.#surroundings, this.#fleet, {
      everyMinutes,
      quietMinutes,
      run: async (instance) => {
        const activity = activities.begin(name, instance);
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

/** Something on a subscription's row tells of notifications that may have been missed and were not looked for yet. */
export function isInterrupted(cells: StoredRow['cells']): boolean {
  return interruptedAt(cells) > String(cells.ResyncedAt?.value ?? '');
}

/** When notifications may have been missed last, as text; empty when none were. */
export function interruptedAt(cells: StoredRow['cells']): string {
  const times = [cells.GapTo, cells.MissedAt, cells.SubscriptionRemovedAt];
  return (
    times
      .map((cell) => String(cell?.value ?? ''))
      .sort()
      .at(-1) ?? ''
  );
}
