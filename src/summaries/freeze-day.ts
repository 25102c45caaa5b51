/**
 * Sums a day up for the last time, before its calls are deleted: trends stay for years, people for as long as calls are
 * kept.
 */

import { RULE_SET } from '../classify/rules.ts';
import { toDateTime } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { REQUESTS_AT_ONCE } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import type { StoredRow } from '../tables/cell.ts';
import { type QualitySummaryValues, qualitySummaries } from '../tables/declarations/quality-summaries.ts';
import { summaryRowKey } from '../tables/keys.ts';
import { readableValues, valuesIn, withColumns } from '../tables/table.ts';
import { readSummedCalls, type SummedCalls } from './calls-of-summary.ts';
import { FEWEST_PEOPLE } from './poor-share.ts';
import { type SummedDay, sumDay, type ValueNames } from './sum-day.ts';
import { isFrozen, isWhole, readStoredDigests, replaceRows, type StoredDigests } from './summarize-day.ts';
import { TOTAL } from './summary-rows.ts';
import { type Dimension, dimensions } from './summed-stream.ts';
import { Tally } from './tally.ts';

/** The value that values of few people count for. */
export const OTHER = '(other)';

/** Stands before the digest of rows that were written for the last time. */
const FROZEN = 'frozen-';

/**
 * Writes the rows of the day as they stay. Values under five people count together as `(other)`, at least two of them: one
 * alone would be told by what is missing. A day that is frozen stays as it is. `mayBeSummed` is asked of any other: one
 * that may not is frozen as its summary stands. Resolves with whether it was now. Rejects with the reason of the signal
 * once it aborts.
 */
export async function freezeDay(
  store: Store,
  day: Day,
  signal: AbortSignal,
  mayBeSummed: () => Promise<boolean> = async () => true,
): Promise<'summed' | 'asStored' | 'before'> {
  const stored = await readStoredDigests(store, day);
  if (isFrozen(stored)) return 'before';
  if (!(await mayBeSummed())) {
    await freezeAsStored(store, day, [...stored.values()]);
    return 'asStored';
  }
  const calls = await readSummedCalls(store, day);
  if (!isWhole(stored, calls.digest)) await sumUpWhole(store, day, calls, stored, signal);
  const summed = await sumFolded(store, day, calls, signal);
  const FrozenAt = toDateTime(store.clock.now());
  // Another digest, in the total first: what a run leaves that ends on the way does not pass for the whole summary.
  const common = { Digest: `${FROZEN}${calls.digest}`, SummedAt: FrozenAt, RuleSet: RULE_SET, FrozenAt };
  await store.summaries(day).merge(TOTAL, { Digest: common.Digest });
  await replaceRows(store, day, [...(await readStoredDigests(store, day)).values()], summed, common);
  return 'summed';
}

/**
 * Counts nothing: values of few people go, at least two of a dimension, and so do rows that cannot be read or are of
 * another pass than the total. Without a total that can be read, one that counts nothing is all that stays.
 */
async function freezeAsStored(store: Store, day: Day, stored: ReadonlyArray<StoredRow>): Promise<void> {
  const readable = stored.flatMap((row) => {
    const values = valuesIn(qualitySummaries, row);
    return values === undefined ? [] : [{ row, values }];
  });
  const total = readable.find(({ row }) => row.rowKey === TOTAL)?.values;
  // What a freeze has written that ended on the way counts as much as before, but for what it has folded.
  const ofPass = readable.flatMap(({ row, values: { Dimension: name, Value, ...values } }) => {
    const Dimension = DIMENSIONS.find((known) => known === name);
    const isOfPass = total !== undefined && summedDigest(values) === summedDigest(total);
    if (Dimension === undefined || Value === undefined || Value === OTHER || !isOfPass) return [];
    return [{ row, values: { ...values, Dimension, Value } }];
  });
  const folds = foldsOf(ofPass.map(({ values }) => values));
  const kept = ofPass.filter(({ values }) => folds.get(values.Dimension)?.values.has(values.Value) !== true);
  const keptKeys = new Set([TOTAL, ...kept.map(({ row }) => row.rowKey)]);
  const gone = stored.filter(({ rowKey }) => !keptKeys.has(rowKey));
  // While the value of the fewest people stands, a run that follows takes another one of the dimension with it.
  const fewest = new Set(
    [...folds].map(
      ([
        dimension,
        {
          values: [value],
        },
      ]) => summaryRowKey(dimension, value),
    ),
  );
  const goesLast = ({ rowKey }: StoredRow) => fewest.has(rowKey);
  for (const rows of [gone.filter((row) => !goesLast(row)), gone.filter(goesLast)]) {
    await forEachConcurrently(rows, REQUESTS_AT_ONCE, (row) => store.summaries(day).delete(row));
  }
  const FrozenAt = toDateTime(store.clock.now());
  const { SummedAt = FrozenAt, RuleSet = RULE_SET, MissingStreamCount = 0 } = total ?? {};
  const Digest = `${FROZEN}${total === undefined ? '' : summedDigest(total)}`;
  const rows = kept.map(({ values }) => values);
  const summed = { rows, total: total ?? new Tally().counted, streamsMissing: MissingStreamCount };
  await replaceRows(store, day, [], summed, { Digest, SummedAt, RuleSet, FrozenAt, IsFrozenAsStored: true });
}

function summedDigest({ Digest }: Pick<QualitySummaryValues, 'Digest'>): string {
  return Digest.startsWith(FROZEN) ? Digest.slice(FROZEN.length) : Digest;
}

/** As the timer summarize leaves a day. It is stored, so that a run which ends before the second sum was not in vain. */
async function sumUpWhole(
  store: Store,
  day: Day,
  calls: SummedCalls,
  stored: StoredDigests,
  signal: AbortSignal,
): Promise<void> {
  const SummedAt = toDateTime(store.clock.now());
  const summed = await sumDay(store, day, calls, signal);
  const common = { Digest: calls.digest, SummedAt, RuleSet: RULE_SET };
  await replaceRows(store, day, [...stored.values()], summed, common);
}

/**
 * The stored summary says what has few people, and the sum counts it together: rows cannot be added up, they share calls.
 */
async function sumFolded(
  store: Store,
  day: Day,
  calls: SummedCalls,
  signal: AbortSignal,
): Promise<SummedDay> {
  const folds = foldsOf(await readPeople(store, day));
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

const PEOPLE = withColumns(qualitySummaries, ['Dimension', 'Value', 'PersonCount']);

/** How many people each value has. */
interface PeopleOfValue {
  readonly Dimension: Dimension | 'hour';
  readonly Value: string;
  readonly PersonCount: number;
}

async function readPeople(store: Store, day: Day): Promise<ReadonlyArray<PeopleOfValue>> {
  const people: Array<PeopleOfValue> = [];
  for await (const page of store.summaries(day).query({ select: Object.keys(PEOPLE.columns) })) {
    for (const row of page) {
      const { Dimension: name, Value, PersonCount = 0 } = readableValues(PEOPLE, row);
      const Dimension = DIMENSIONS.find((known) => known === name);
      if (Dimension !== undefined && Value !== undefined) people.push({ Dimension, Value, PersonCount });
    }
  }
  return people;
}

const DIMENSIONS = [...dimensions, 'hour'] as const;

interface Fold {
  /** That of the fewest people first. */
  readonly values: ReadonlySet<string>;
  /** Undefined where there is but one value, which then has no row. */
  readonly into: string | undefined;
}

function foldsOf(rows: ReadonlyArray<PeopleOfValue>): ReadonlyMap<Dimension | 'hour', Fold> {
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
