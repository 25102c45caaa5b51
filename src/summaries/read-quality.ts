/** Reads the summaries of several days: how good the streams of each building, device or hour were. */

import type { Medium } from '../classify/media-kind.ts';
import { countsOf } from '../classify/tally.ts';
import { type Day, daysFrom } from '../language/day.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { parseIpAddress } from '../networks/ip-address.ts';
import { type NetworkLookup, readNetworks } from '../networks/network-lookup.ts';
import type { Store } from '../rows/store.ts';
import { type QualitySummaryValues, qualitySummaries } from '../tables/declarations/quality-summaries.ts';
import { type ReadRows, readRows } from '../tables/table.ts';
import { isEnough, POOR_AUDIO_TARGET, type PoorCount, poorShare, poorShareLowerBound } from './poor-share.ts';
import { networkOfValue, readDimension, TOTAL } from './summary-rows.ts';

/** By what the streams of a period can be told apart. */
export const groupings = ['building', 'network', 'device', 'platform', 'connection', 'hour', 'day'] as const;
export type Grouping = (typeof groupings)[number];

/** The streams of one medium at one value: what they come to on all days of the period. */
export interface QualityOfValue extends PoorCount {
  /** An hour is `2026-11-23T09`. */
  readonly value: string;
  /** By hour and day all; otherwise those with a stream there, of whatever medium. */
  readonly calls: number;
  /** Whether networks are joined that may share a call: then there are at least so many. */
  readonly areCallsAtLeast: boolean;
  /** At least so many, those of the day and subnet with the most: the same person may be in each. Of whatever medium. */
  readonly people: number;
  /** Microsoft's, as a share; undefined for video and screen sharing, which have none. */
  readonly target: number | undefined;
}

/** How the sessions of a period ended. */
export interface SessionCounts {
  readonly all: number;
  readonly setupFailed: number;
  /** Of those that were set up. */
  readonly dropped: number;
}

export interface QualityOfPeriod {
  /** In no order; only values with a good or poor stream. */
  readonly values: ReadonlyArray<QualityOfValue>;
  readonly sessions: SessionCounts;
  /** The calls that the summary of each day counts. */
  readonly callsByDay: ReadonlyMap<Day, number>;
  /** Not counted: `daysWithoutSummary` says why. */
  readonly daysWithoutSummary: ReadonlyArray<Day>;
  /** Their rows are of several passes, or one of them cannot be read: what they say together may be wrong. */
  readonly daysBeingWritten: ReadonlyArray<Day>;
}

export interface QualityQuestion {
  readonly by: Grouping;
  readonly medium: Medium;
  /** Both included. */
  readonly from: Day;
  readonly to: Day;
}

/**
 * The values with enough streams and people to be shown, by the lower end of the interval of their share, so that chance
 * comes behind what is certain; and how many others there are.
 */
export function worstFirst(values: ReadonlyArray<QualityOfValue>): {
  readonly shown: ReadonlyArray<QualityOfValue>;
  readonly hidden: number;
} {
  const shown = values
    .filter(isEnough)
    .sort((a, b) => poorShareLowerBound(b) - poorShareLowerBound(a) || poorShare(b) - poorShare(a));
  return { shown, hidden: values.length - shown.length };
}

/** Days that are read at once: each holds a page of a thousand values or two. */
const DAYS_AT_ONCE = 8;

/** Reads the rows of one dimension, a day with two requests and a thousand values a page. Rejects with ImportDamaged. */
export async function readQuality(store: Store, question: QualityQuestion): Promise<QualityOfPeriod> {
  const { by, medium, from, to } = question;
  const isJoined = by === 'building' || by === 'network';
  const networks = isJoined ? await readNetworks(store, { from, to }) : undefined;
  const values = new Map<string, QualityOfValue>();
  const sessions = { all: 0, setupFailed: 0, dropped: 0 };
  const callsByDay = new Map<Day, number>();
  const daysWithoutSummary: Array<Day> = [];
  const daysBeingWritten: Array<Day> = [];
  await forEachConcurrently([...daysFrom(from, to)], DAYS_AT_ONCE, async (day) => {
    const { total, rows, unreadable } = await readDay(store, day, by);
    const isBroken = unreadable.length > 0 || isBeingWritten(total, rows);
    if (isBroken) daysBeingWritten.push(day);
    else if (total === undefined) daysWithoutSummary.push(day);
    if (total !== undefined) {
      callsByDay.set(day, total.CallCount);
      sessions.all += total.SessionCount;
      sessions.setupFailed += total.SetupFailedSessionCount ?? 0;
      sessions.dropped += total.DroppedSessionCount;
    }
    for (const ofDay of valuesOfDay(rows, (row) => placeOf(row.Value ?? '', { day, by, networks }), medium)) {
      const before = values.get(ofDay.value);
      values.set(ofDay.value, before === undefined ? ofDay : acrossDays(before, ofDay));
    }
  });
  return {
    values: [...values.values()],
    sessions,
    callsByDay,
    daysWithoutSummary: daysWithoutSummary.sort(),
    daysBeingWritten: daysBeingWritten.sort(),
  };
}

interface DaySummary extends ReadRows<QualitySummaryValues> {
  readonly total: QualitySummaryValues | undefined;
}

async function readDay(store: Store, day: Day, by: Grouping): Promise<DaySummary> {
  const summaries = store.summaries(day);
  const [row, ofValues] = await Promise.all([
    summaries.get(TOTAL),
    by === 'day' ? undefined : readDimension(store, day, by === 'building' ? 'network' : by),
  ]);
  const ofDay = readRows(qualitySummaries, row === undefined ? [] : [row]);
  const { rows, unreadable } = ofValues ?? ofDay;
  return { total: ofDay.rows[0], rows, unreadable: [...ofDay.unreadable, ...unreadable] };
}

/** The total is written last. */
function isBeingWritten(
  total: QualitySummaryValues | undefined,
  rows: ReadonlyArray<QualitySummaryValues>,
): boolean {
  return rows.some(({ Digest }) => Digest !== total?.Digest);
}

/** What a row counts for. */
interface Place {
  readonly value: string;
  /** In a network of the organisation. */
  readonly isInside: boolean;
}

/** The building of all networks that the building file lacks, those at users' homes among them. */
export const NOT_IN_FILE = '(not in the building file)';

/** What a value of a summary's row counts for; of building and network, by the building file of the day. */
export function placeOf(
  value: string,
  { day, by, networks }: { day: Day; by: Grouping; networks: NetworkLookup | undefined },
): Place {
  if (by === 'day') return { value: day, isInside: false };
  if (by === 'hour') return { value: `${day}T${value}`, isInside: false };
  if (networks === undefined || parseIpAddress(value) === undefined) return { value, isInside: false };
  const network = networkOfValue(networks, day, value);
  if (network === undefined) return { value: by === 'building' ? NOT_IN_FILE : value, isInside: false };
  const { prefix, name, building, isInsideCorp: isInside } = network;
  const named = `${prefix} ${name}`.trimEnd();
  return { value: by === 'building' && building !== '' ? building : named, isInside };
}

function valuesOfDay(
  rows: ReadonlyArray<QualitySummaryValues>,
  place: (row: QualitySummaryValues) => Place,
  medium: Medium,
): Iterable<QualityOfValue> {
  const values = new Map<string, QualityOfValue>();
  for (const row of rows) {
    const { value, isInside } = place(row);
    const { good, poor } = countsOf(row, medium);
    if (good + poor === 0) continue;
    const ofRow = {
      value,
      good,
      poor,
      calls: row.CallCount,
      areCallsAtLeast: false,
      people: row.PersonCount,
      target: medium === 'audio' ? POOR_AUDIO_TARGET[isInside ? 'inside' : 'overall'] : undefined,
    };
    const before = values.get(value);
    values.set(value, before === undefined ? ofRow : acrossNetworks(before, ofRow));
  }
  return values.values();
}

/** Networks of one building on one day may share calls and people. */
function acrossNetworks(a: QualityOfValue, b: QualityOfValue): QualityOfValue {
  return { ...acrossDays(a, b), calls: Math.max(a.calls, b.calls), areCallsAtLeast: true };
}

/** A call belongs to one day. Where a network is not inside, the target is the one that holds everywhere. */
function acrossDays(a: QualityOfValue, b: QualityOfValue): QualityOfValue {
  return {
    value: a.value,
    good: a.good + b.good,
    poor: a.poor + b.poor,
    calls: a.calls + b.calls,
    areCallsAtLeast: a.areCallsAtLeast || b.areCallsAtLeast,
    people: Math.max(a.people, b.people),
    target: a.target === undefined || b.target === undefined ? undefined : Math.max(a.target, b.target),
  };
}
