/** Reads what the screen Day shows: the hours of a day, and one page of its calls. */

import { callsBetween } from '../../calls/calls-of-day.ts';
import { callsOfUser } from '../../calls/calls-of-user.ts';
import { hasPoorStream } from '../../calls/poor-streams-of-call.ts';
import { isWithheld } from '../../calls/withheld-call.ts';
import { type DateTime, toDate, toDateTime } from '../../language/date-time.ts';
import {
  boundsOf,
  type CoverageCounts,
  firstHourOf,
  type Hour,
  hourOf,
  hoursFrom,
} from '../../reconcile/coverage.ts';
import { type CoveredHour, readCoverage } from '../../reconcile/coverage-rows.ts';
import { countsOfHours } from '../../reconcile/coverage-sum.ts';
import { type HourState, hourState, worstState } from '../../reconcile/hour-state.ts';
import type { Store } from '../../rows/store.ts';
import { beyondListed, type Completeness, openHoursOf } from '../../summaries/completeness.ts';
import type { CallsByDayValues } from '../../tables/declarations/calls-by-day.ts';
import type { ForeignRow } from '../../tables/table.ts';
import { notKeptBefore } from '../../withheld/limits.ts';
import { readWithheld } from '../../withheld/withheld.ts';
import { type HourOfDay, isIn } from './hours.ts';

/** Rows of one page of the list. */
export const CALLS_A_PAGE = 200;

/** Which calls of the day are listed. */
export interface DayFilter {
  readonly hour: HourOfDay | undefined;
  readonly isPoor: boolean;
  readonly type: string | undefined;
  /** The ids of somebody who took part; undefined for everybody. */
  readonly ids: ReadonlyArray<string> | undefined;
}

export interface CallCounts {
  readonly calls: number;
  readonly poor: number;
  /** The others are withheld, or were stored before streams were classified. */
  readonly classified: number;
  readonly withheld: number;
}

export interface HourRead extends CallCounts {
  readonly hour: HourOfDay;
  /** Of the hours of Coverage, which are UTC, that it has a part of: two where the clocks are half an hour apart. */
  readonly coverage: CoverageCounts;
  readonly hoursOfCoverage: ReadonlyArray<Hour>;
  /** More than the last list of those showed. */
  readonly callsBeyond: number;
  /** The worst of those hours; undefined for an hour that has not begun. */
  readonly state: HourState | undefined;
}

export interface DayRead {
  readonly hours: ReadonlyArray<HourRead>;
  readonly counts: CallCounts;
  /** Of the hours of Coverage that begin on the day, as is the next. */
  readonly coverage: CoverageCounts;
  readonly completeness: Completeness;
  /** Whether some of its hours are kept, or none has begun. Of others the lists are not counted any more. */
  readonly isKept: boolean;
  /** The KEEP_DAYS by which none is; undefined where an earlier one was shorter. */
  readonly deletedAfterDays: number | undefined;
  /** The types of the day's calls, in order. */
  readonly types: ReadonlyArray<string>;
  /** One page of the calls that the filter leaves. */
  readonly listed: ReadonlyArray<CallsByDayValues>;
  /** How many it leaves. */
  readonly matching: number;
  /** Rows that cannot be read: their calls are neither counted nor listed. */
  readonly unreadable: ReadonlyArray<ForeignRow>;
}

interface DayAsked {
  readonly hours: ReadonlyArray<HourOfDay>;
  readonly interval: Interval;
  readonly filter: DayFilter;
  /** From 1. */
  readonly page: number;
}

/** Reads all calls of the day once, a thousand a request, and its hours of Coverage. Pages count from 1. */
export async function readDay(
  store: Store,
  hours: ReadonlyArray<HourOfDay>,
  { filter, page }: { readonly filter: DayFilter; readonly page: number },
): Promise<DayRead> {
  const interval = { from: (hours[0] as HourOfDay).from, to: (hours.at(-1) as HourOfDay).to };
  const [{ byHour, callsOf, ...calls }, covered, { limits }] = await Promise.all([
    readCalls(store, { hours, interval, filter, page }),
    coverageOf(store, interval),
    readWithheld(store),
  ]);
  const now = store.clock.now();
  const firstKept = notKeptBefore(limits, now);
  const isRefused = (utcHour: Hour) => firstKept !== undefined && utcHour < firstHourOf(firstKept);
  const stateOf = (utcHour: Hour) =>
    isRefused(utcHour) ? 'notKept' : hourState(covered.get(utcHour)?.values, now);
  const begun = utcHoursOf(interval).filter(
    (utcHour) => isIn(interval, startOf(utcHour)) && boundsOf(utcHour).from <= now,
  );
  const isKept = (utcHour: Hour) => stateOf(utcHour) !== 'notKept';
  const kept = begun.filter(isKept);
  const countsOf = (utcHours: ReadonlyArray<Hour>) =>
    countsOfHours(utcHours.filter(isKept).flatMap((utcHour) => covered.get(utcHour) ?? []));
  const coverage = countsOf(begun);
  const beyondIn = (utcHours: ReadonlyArray<Hour>) =>
    utcHours
      .filter(isKept)
      .reduce((sum, utcHour) => sum + beyondListed(callsOf.get(utcHour) ?? 0, countsOf([utcHour])), 0);
  return {
    ...calls,
    hours: byHour.map(({ hour, counts }) => {
      const hoursOfCoverage = utcHoursOf(hour).filter((utcHour) => boundsOf(utcHour).from <= now);
      return {
        hour,
        ...counts,
        coverage: countsOf(hoursOfCoverage),
        hoursOfCoverage,
        callsBeyond: beyondIn(hoursOfCoverage),
        state: toDate(hour.from) <= now ? worstState(hoursOfCoverage.map(stateOf)) : undefined,
      };
    }),
    counts: sumOf(byHour.map(({ counts }) => counts)),
    coverage,
    completeness: {
      stored: coverage.stored,
      known: coverage.listed + coverage.unlisted,
      openHours: await openHoursOf(store, kept, (utcHour) => covered.get(utcHour)?.values),
      callsBeyond: beyondIn(kept),
      callsBehind: 0,
    },
    isKept: begun.length === 0 || kept.length > 0,
    deletedAfterDays: begun.length > 0 && begun.every(isRefused) ? limits.keepDays : undefined,
  };
}

async function readCalls(store: Store, { hours, interval, filter, page }: DayAsked) {
  const ofPerson = filter.ids && (await callIdsOf(store, filter.ids, interval));
  const byHour = hours.map((hour) => ({ hour, counts: { calls: 0, poor: 0, classified: 0, withheld: 0 } }));
  const callsOf = new Map<Hour, number>();
  const types = new Set<string>();
  const listed: Array<CallsByDayValues> = [];
  const unreadable = [...(ofPerson?.unreadable ?? [])];
  let matching = 0;
  for await (const { rows, unreadable: more } of callsBetween(store, interval, NOT_SHOWN)) {
    unreadable.push(...more);
    for (const call of rows) {
      const isPoor = hasPoorStream(call);
      const { hour, counts } = byHour.find((one) => isIn(one.hour, call.FirstStartDateTime)) ?? {};
      if (counts !== undefined) {
        counts.calls += 1;
        if (isPoor) counts.poor += 1;
        if (isWithheld(call)) counts.withheld += 1;
        else if (call.RuleSet !== undefined) counts.classified += 1;
      }
      const utcHour = hourOf(toDate(call.FirstStartDateTime));
      callsOf.set(utcHour, (callsOf.get(utcHour) ?? 0) + 1);
      if (call.CallType !== undefined) types.add(call.CallType);
      const isListed =
        (filter.hour === undefined || filter.hour === hour) &&
        (!filter.isPoor || isPoor) &&
        (filter.type === undefined || filter.type === call.CallType) &&
        (ofPerson === undefined || ofPerson.ids.has(call.CallId));
      if (!isListed) continue;
      matching += 1;
      if (matching > (page - 1) * CALLS_A_PAGE && matching <= page * CALLS_A_PAGE) listed.push(call);
    }
  }
  return { byHour, callsOf, types: [...types].sort(), listed, matching, unreadable };
}

/** The screen holds none of them, and a third less is read. */
const NOT_SHOWN = [
  'CallEndDateTime',
  'CallModalities',
  'OrganizerUserPrincipalName',
  'OrganizerIdentityTenantId',
  'AudioUnclassifiedStreamCount',
  'VideoUnclassifiedStreamCount',
  'ScreenSharingUnclassifiedStreamCount',
  'WorstFeedbackRating',
  'IncompleteBecause',
] as const;

interface Interval {
  readonly from: DateTime;
  readonly to: DateTime;
}

async function callIdsOf(
  store: Store,
  ids: ReadonlyArray<string>,
  { from, to }: Interval,
): Promise<{ readonly ids: ReadonlySet<string>; readonly unreadable: ReadonlyArray<ForeignRow> }> {
  const found = new Set<string>();
  const unreadable: Array<ForeignRow> = [];
  for (const id of ids) {
    for await (const page of callsOfUser(store, id, { since: from, before: to })) {
      for (const { CallId } of page.rows) found.add(CallId);
      unreadable.push(...page.unreadable);
    }
  }
  return { ids: found, unreadable };
}

/** What Coverage says of the hours of UTC that have a part of the interval, as far as it has them. */
async function coverageOf(store: Store, interval: Interval): Promise<ReadonlyMap<Hour, CoveredHour>> {
  const hours = utcHoursOf(interval);
  const covered = await readCoverage(store, hours[0], hours.at(-1));
  return new Map(covered.map((one) => [one.hour, one]));
}

/** The hours of UTC that have a part of the interval: of one hour two, where the clocks are half an hour apart. */
function utcHoursOf({ from, to }: Interval): ReadonlyArray<Hour> {
  const justBefore = new Date(toDate(to).getTime() - 1);
  return [...hoursFrom(hourOf(toDate(from)), hourOf(justBefore))];
}

function startOf(hour: Hour): DateTime {
  return toDateTime(boundsOf(hour).from);
}

function sumOf(all: ReadonlyArray<CallCounts>): CallCounts {
  const sum = (column: keyof CallCounts) => all.reduce((total, counts) => total + counts[column], 0);
  return {
    calls: sum('calls'),
    poor: sum('poor'),
    classified: sum('classified'),
    withheld: sum('withheld'),
  };
}
