/**
 * Sums a day up for the last time, before its calls are deleted: trends stay for years, people for as long as calls are
 * kept.
 */

import { RULE_SET } from '../classify/rules.ts';
import { toDateTime } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import type { Store } from '../rows/store.ts';
import { readSummedCalls, type SummedCalls } from './calls-of-summary.ts';
import { FEWEST_PEOPLE } from './poor-share.ts';
import { type SummedDay, type SummedRow, sumDay, type ValueNames } from './sum-day.ts';
import { isFrozen, readStoredDigests, replaceRows } from './summarize-day.ts';
import type { Dimension } from './summed-stream.ts';

/** The value that values of few people count for. */
export const OTHER = '(other)';

/**
 * Writes the rows of the day as they stay. Values under five people count together as `(other)`, at least two of them: one
 * alone would be told by what is missing. A day that is frozen stays as it is. Rejects with the reason of the signal once
 * it aborts.
 */
export async function freezeDay(store: Store, day: Day, signal: AbortSignal): Promise<void> {
  const stored = await readStoredDigests(store, day);
  if (isFrozen(stored)) return;
  const FrozenAt = toDateTime(store.clock.now());
  const calls = await readSummedCalls(store, day);
  const summed = await sumFolded(store, day, calls, signal);
  const common = { Digest: calls.digest, SummedAt: FrozenAt, RuleSet: RULE_SET, FrozenAt };
  await replaceRows(store, day, [...stored.values()], summed, common);
}

/** The first sum says what has few people, the second counts it together: rows cannot be added up, they share calls. */
async function sumFolded(
  store: Store,
  day: Day,
  calls: SummedCalls,
  signal: AbortSignal,
): Promise<SummedDay> {
  const whole = await sumDay(store, day, calls, signal);
  const folds = foldsOf(whole.rows);
  const names: ValueNames = (dimension, value) => {
    const fold = folds.get(dimension);
    return fold?.values.has(value) === true ? fold.into : value;
  };
  const hourOf = ({ hour }: { readonly hour: string }) => {
    const fold = folds.get('hour');
    return fold?.values.has(hour) === true ? (fold.into ?? NO_HOUR) : hour;
  };
  const byId = new Map([...calls.byId].map(([id, call]) => [id, { ...call, hour: hourOf(call) }]));
  const { rows, ...rest } = await sumDay(store, day, { ...calls, byId }, signal, names);
  return { ...rest, rows: rows.filter(({ Value }) => Value !== NO_HOUR) };
}

/** Of a day whose only hour has few people, the total tells enough. */
const NO_HOUR = '(none)';

interface Fold {
  readonly values: ReadonlySet<string>;
  /** Undefined where there is but one value, which then has no row. */
  readonly into: string | undefined;
}

function foldsOf(rows: ReadonlyArray<SummedRow>): ReadonlyMap<Dimension | 'hour', Fold> {
  const folds = new Map<Dimension | 'hour', Fold>();
  for (const [dimension, values] of Map.groupBy(rows, ({ Dimension }) => Dimension)) {
    const fewestFirst = values.toSorted((a, b) => a.PersonCount - b.PersonCount);
    const few = fewestFirst.filter(({ PersonCount }) => PersonCount < FEWEST_PEOPLE);
    if (few.length === 0) continue;
    const folded = few.length > 1 ? few : fewestFirst.slice(0, 2);
    folds.set(dimension, {
      values: new Set(folded.map(({ Value }) => Value)),
      into: folded.length > 1 ? OTHER : undefined,
    });
  }
  return folds;
}
