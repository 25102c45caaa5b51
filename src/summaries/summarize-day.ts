/** Keeps the summary of one day equal to the calls of that day. */

import { RULE_SET } from '../classify/rules.ts';
import { type DateTime, later, toDateTime } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { parseCallId } from '../language/identifiers.ts';
import { recordPeople, rewriteFormerPeople } from '../people/record-people.ts';
import type { CurrentCall } from '../people/seen-people.ts';
import { REQUESTS_AT_ONCE } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import type { StoredRow } from '../tables/cell.ts';
import { type QualitySummaryValues, qualitySummaries } from '../tables/declarations/quality-summaries.ts';
import { summaryRowKey } from '../tables/keys.ts';
import { valuesIn, withColumns } from '../tables/table.ts';
import { readWithheld } from '../withheld/withheld.ts';
import { readSummedCalls, type SummedCalls } from './calls-of-summary.ts';
import { type SummedDay, sumDay } from './sum-day.ts';
import { TOTAL } from './summary-rows.ts';

const DIGEST = withColumns(qualitySummaries, ['Digest', 'CallsDigest', 'FrozenAt']);

/**
 * Compares the day's calls with what its summary was made from, and sums the day up anew where they differ. Whatever
 * changes calls meanwhile changes what the next comparison finds: the day is done again then. A day that is frozen stays.
 * Rejects with the reason of the signal once it aborts.
 */
export async function summarizeDay(
  store: Store,
  day: Day,
  signal: AbortSignal,
): Promise<'unchanged' | 'summarized'> {
  const summedAt = toDateTime(store.clock.now());
  const calls = await readSummedCalls(store, day);
  const stored = await readStoredDigests(store, day);
  if (isFrozen(stored)) return 'unchanged';
  if (isWhole(stored, calls.digest)) {
    await store.summaries(day).merge(TOTAL, { ComparedAt: summedAt });
    return 'unchanged';
  }
  const summed = await sumDay(store, day, calls, signal);
  // Before the rows that say so: a pass that ends on the way leaves the people of this hour to the next one.
  const hours = newHours(calls, stored);
  const lastSeen = await recordPeople(store, callsOfHours(calls, hours), signal);
  const losing = await losingHours(store, day, calls, hours);
  await rewriteFormerPeople(store, { day, hours: losing, lastSeen }, signal);
  const common = { Digest: calls.digest, SummedAt: summedAt, RuleSet: RULE_SET };
  await replaceRows(store, day, [...stored.values()], summed, common);
  return 'summarized';
}

export type StoredDigests = ReadonlyMap<string, StoredRow>;

/** Whether the calls of the day are being deleted, or are gone: its rows are never written again. */
export function isFrozen(stored: StoredDigests): boolean {
  const total = stored.get(TOTAL);
  return total !== undefined && valuesIn(DIGEST, total)?.FrozenAt !== undefined;
}

/** The rows of the stored summary, by key: whole, because one that cannot be read is to be written anew. */
export async function readStoredDigests(store: Store, day: Day): Promise<StoredDigests> {
  const rows = new Map<string, StoredRow>();
  for await (const page of store.summaries(day).query()) {
    for (const row of page) rows.set(row.rowKey, row);
  }
  return rows;
}

/** Passes that meet can leave rows of both, so the total does not speak for the others. */
export function isWhole(stored: StoredDigests, digest: string): boolean {
  return (
    stored.has(TOTAL) && stored.values().every((row) => valuesIn(qualitySummaries, row)?.Digest === digest)
  );
}

/** The hours that have changed since the people of their calls were written. */
function newHours({ digestOfHour }: SummedCalls, stored: StoredDigests): ReadonlySet<string> {
  const isNew = (hour: string) => {
    const row = stored.get(summaryRowKey('hour', hour));
    const known = row && valuesIn(DIGEST, row);
    return known?.CallsDigest !== digestOfHour.get(hour);
  };
  return new Set(digestOfHour.keys().filter(isNew));
}

/**
 * Those of the hours in which calls may name fewer people than before: where one is withheld, and where one started before
 * an erasure was asked for. That is read after the calls: whoever stored one of them without a person knew of it.
 */
async function losingHours(
  store: Store,
  day: Day,
  { byId }: SummedCalls,
  hours: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const { erasures } = await readWithheld(store);
  const erasedBefore = erasures
    .map(({ values }) => values.RequestedAt)
    .reduce(later<DateTime | undefined>, undefined);
  const withheld = new Set(byId.values().flatMap(({ isWithheld, hour }) => (isWithheld ? [hour] : [])));
  const isLosing = (hour: string) => withheld.has(hour) || `${day}T${hour}` < (erasedBefore ?? '');
  return new Set(hours.values().filter(isLosing));
}

function callsOfHours({ byId }: SummedCalls, hours: ReadonlySet<string>): ReadonlyArray<CurrentCall> {
  return [...byId].flatMap(([id, { hour, generation, startedAt }]) => {
    const callId = parseCallId(id);
    return callId === undefined || !hours.has(hour) ? [] : [{ callId, generation, startedAt }];
  });
}

/** What all rows of a day say alike; what is said of freezing stands in the total alone. */
type CommonValues = Pick<
  QualitySummaryValues,
  'Digest' | 'SummedAt' | 'RuleSet' | 'FrozenAt' | 'IsFrozenAsStored'
>;

/** A process that ends on the way leaves rows with different digests: readers see that, and the day is done again. */
export async function replaceRows(
  store: Store,
  day: Day,
  before: ReadonlyArray<StoredRow>,
  { rows, total, streamsMissing }: SummedDay,
  { FrozenAt, IsFrozenAsStored, ...common }: CommonValues,
): Promise<void> {
  const summaries = store.summaries(day);
  const written = rows.map((row) => ({
    rowKey: summaryRowKey(row.Dimension, row.Value),
    values: { ...row, ...common },
  }));
  await summaries.writeAll('upsert', written);
  const current = new Set([TOTAL, ...written.map(({ rowKey }) => rowKey)]);
  const gone = before.filter(({ rowKey }) => !current.has(rowKey));
  await forEachConcurrently(gone, REQUESTS_AT_ONCE, (row) => summaries.delete(row));
  await summaries.upsert(TOTAL, {
    Dimension: TOTAL,
    ...total,
    ...common,
    MissingStreamCount: streamsMissing,
    FrozenAt,
    IsFrozenAsStored,
    ComparedAt: common.SummedAt,
  });
}
