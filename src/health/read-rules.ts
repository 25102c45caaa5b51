/** Reads the rules about what may be kept, of which health, status and doctor give numbers and name nobody. */

import { earliestOf } from '../language/date-time.ts';
import { DAY_MS } from '../language/milliseconds.ts';
import type { Store } from '../rows/store.ts';
import type { WithheldValues } from '../tables/declarations/withheld.ts';
import { goesOnAt } from '../withheld/known-everywhere.ts';
import { areBelievable, ERASURE, EXCLUSION, LIMITS } from '../withheld/withheld.ts';
import { type LeftOutCounts, NOTHING_LEFT_OUT } from './observation.ts';

export interface Rules {
  /** The KEEP_DAYS that applies, as far as the timer retain has ever run. */
  readonly keepDays: number | undefined;
  /** The day before which calls are refused, where no right clock can have noted it. */
  readonly unbelievedDay: string | undefined;
  readonly leftOut: LeftOutCounts;
}

export const NO_RULES: Rules = { keepDays: undefined, unbelievedDay: undefined, leftOut: NOTHING_LEFT_OUT };

/** The settings of retain and forget let both timers run every day at least: two days without a run are not an accident. */
export const SILENT_MS = 2 * DAY_MS;

/** One request for a thousand rows. A row that an operator has broken counts all the same. */
export async function readRules({ withheld, clock }: Store): Promise<Rules> {
  let [keepDays, unbelievedDay]: [number?, string?] = [];
  const exclusions: Array<WithheldValues> = [];
  const erasures: Array<WithheldValues> = [];
  for await (const page of withheld.query()) {
    for (const row of page) {
      const values = withheld.readableIn(row);
      if (row.rowKey === LIMITS) {
        keepDays = values.KeepDays;
        if (!areBelievable(values, clock.now())) unbelievedDay = values.RefusedBefore;
      }
      if (row.rowKey.startsWith(ERASURE)) erasures.push(values);
      if (row.rowKey.startsWith(EXCLUSION) && values.LiftedAt === undefined) exclusions.push(values);
    }
  }
  const leftOut = {
    exclusions: exclusions.length,
    exclusionsUnfinished: exclusions.filter(isUnfinished).length,
    exclusionsGoOnAt: firstGoesOnAt(exclusions),
    erasures: erasures.length,
    erasuresUnfinished: erasures.filter(isUnfinished).length,
    erasuresGoOnAt: firstGoesOnAt(erasures),
  };
  return { keepDays, unbelievedDay, leftOut };
}

function isUnfinished({ FinishedAt }: WithheldValues): boolean {
  return FinishedAt === undefined;
}

function firstGoesOnAt(rules: ReadonlyArray<WithheldValues>): Date | undefined {
  return earliestOf(rules.map((values) => goesOnAt(values)));
}
