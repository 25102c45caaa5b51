/** Hours of start times: when each is checked against Graph's list, and what their counts say together. */

import { type DateTime, later, parseDateTime } from '../language/date-time.ts';
import { type Day, daysFrom } from '../language/day.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../language/milliseconds.ts';
import { DOCUMENTED_LATENCY_MINUTES, RECORD_KEPT_DAYS } from '../ports/graph.ts';
import type { Withheld } from '../withheld/withheld.ts';

declare const brand: unique symbol;

/** An hour in UTC, `yyyy-MM-ddTHH`: text order is time order. */
export type Hour = string & { readonly [brand]: 'Hour' };

/** The hour that holds an instant. */
export function hourOf(instant: Date): Hour {
  return instant.toISOString().slice(0, 13) as Hour;
}

/** The hour, or undefined for anything but `yyyy-MM-ddTHH`. */
export function parseHour(text: string): Hour | undefined {
  return parseDateTime(`${text}:00:00.0000000Z`) === undefined ? undefined : (text as Hour);
}

/** The day (UTC) of an hour. */
export function dayOfHour(hour: Hour): Day {
  return hour.slice(0, 10) as Day;
}

/** When the hour begins, and when the next one does. */
export function boundsOf(hour: Hour): { readonly from: Date; readonly to: Date } {
  const from = new Date(`${hour}:00:00Z`);
  return { from, to: new Date(from.getTime() + HOUR_MS) };
}

const HOURS_OF_DAY = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

/** All hours from one to another, both included, in order; none when the last comes before the first. */
export function* hoursFrom(first: Hour, last: Hour): Generator<Hour, void, undefined> {
  for (const day of daysFrom(dayOfHour(first), dayOfHour(last))) {
    for (const hourOfDay of HOURS_OF_DAY) {
      const hour = `${day}T${hourOfDay}` as Hour;
      if (hour >= first && hour <= last) yield hour;
    }
  }
}

/** The earliest hour of which Graph may still show a call. */
export function earliestListableHour(now: Date): Hour {
  return hourOf(new Date(now.getTime() - RECORD_KEPT_DAYS * DAY_MS));
}

/** The first hour whose calls are kept; undefined while all are. */
export function firstKeptHour({ limits: { refusedBefore } }: Withheld): Hour | undefined {
  return refusedBefore && firstHourOf(refusedBefore);
}

export function firstHourOf(day: Day): Hour {
  return `${day}T00` as Hour;
}

/** Records appear within 150 minutes of a call's end, and most versions within hours. */
const YOUNG_MS = 6 * HOUR_MS;
const CHECK_YOUNG_EVERY_MS = HOUR_MS;
const MIDDLE_AGED_MS = 48 * HOUR_MS;
const CHECK_MIDDLE_AGED_EVERY_MS = 6 * HOUR_MS;
/** Sooner than health speaks of it, so an accident is not an alarm. */
const CHECK_AGAIN_AFTER_FAULT_MS = 10 * MINUTE_MS;
/** Ages at which an older hour is looked at: versions come late too. The last is before Graph forgets. */
const LATE_CHECKS_AT_DAYS = [3, 7, 14, 29] as const;

/** What was counted for an hour. */
export interface CoverageCounts {
  readonly listed: number;
  readonly stored: number;
  readonly fresh: number;
  readonly missing: number;
  readonly givenUp: number;
  /** Stored, and not listed although Graph still has them: what else the list hides is unknown. */
  readonly unlisted: number;
}

export const NOTHING_COUNTED: CoverageCounts = {
  listed: 0,
  stored: 0,
  fresh: 0,
  missing: 0,
  givenUp: 0,
  unlisted: 0,
};

/** Several hours, or several pages of one, taken together. */
export function addCounts(a: CoverageCounts, b: CoverageCounts): CoverageCounts {
  return {
    listed: a.listed + b.listed,
    stored: a.stored + b.stored,
    fresh: a.fresh + b.fresh,
    missing: a.missing + b.missing,
    givenUp: a.givenUp + b.givenUp,
    unlisted: a.unlisted + b.unlisted,
  };
}

/** What a check of an hour found. */
export interface Finding extends CoverageCounts {
  /** When the last of the fresh calls leaves the latency window. */
  readonly freshUntil: Date | undefined;
  /** Since when calls have been missing at every check, besides those given up on; undefined when none is. */
  readonly incompleteSince: Date | undefined;
}

/** When an hour is first checked: once it has been under way as long as a young hour waits. */
export function firstCheckAt(hour: Hour, now: Date, windowMinutes: number): Date {
  const { from } = boundsOf(hour);
  return later(now, new Date(from.getTime() + CHECK_YOUNG_EVERY_MS * scale(windowMinutes)));
}

/**
 * When an hour is checked again: hourly until it is 6 h old, every 6 h until 48 h, then at 3, 7, 14 and 29 days; sooner
 * where calls were missing, too fresh to be missing, or hidden by the list. Undefined when Graph will have nothing more to say.
 */
export function nextCheckAt(hour: Hour, found: Finding, now: Date, windowMinutes: number): Date | undefined {
  const { to } = boundsOf(hour);
  const checks = [regularCheckAt(to, now, windowMinutes)];
  if (found.freshUntil !== undefined) checks.push(later(now, found.freshUntil));
  if (found.missing > found.givenUp || found.unlisted > 0) checks.push(repeatAt(found, now, windowMinutes));
  const next = checks.reduce((a, b) => (b === undefined || (a !== undefined && a < b) ? a : b));
  return next !== undefined && isListable(hour, next) ? next : undefined;
}

/** Whether Graph may still show a call of the hour. */
export function isListable(hour: Hour, at: Date): boolean {
  return hour >= earliestListableHour(at);
}

/** When an hour is checked again whose check failed. */
export function checkAfterFault(now: Date, windowMinutes: number): Date {
  return new Date(now.getTime() + CHECK_AGAIN_AFTER_FAULT_MS * scale(windowMinutes));
}

function regularCheckAt(hourEnd: Date, now: Date, windowMinutes: number): Date | undefined {
  const age = now.getTime() - hourEnd.getTime();
  const after = (milliseconds: number) => new Date(now.getTime() + milliseconds * scale(windowMinutes));
  if (age < YOUNG_MS) return after(CHECK_YOUNG_EVERY_MS);
  if (age < MIDDLE_AGED_MS) return after(CHECK_MIDDLE_AGED_EVERY_MS);
  return LATE_CHECKS_AT_DAYS.map((days) => new Date(hourEnd.getTime() + days * DAY_MS)).find(
    (at) => at > now,
  );
}

/** What was made pending is stored within minutes, usually: soon, and with less haste when it is not. */
function repeatAt({ incompleteSince }: Finding, now: Date, windowMinutes: number): Date {
  const lasting = incompleteSince !== undefined && now.getTime() - incompleteSince.getTime() >= YOUNG_MS;
  const interval = lasting ? CHECK_MIDDLE_AGED_EVERY_MS : CHECK_YOUNG_EVERY_MS;
  return new Date(now.getTime() + interval * scale(windowMinutes));
}

/** Intervals are for the latency that Graph documents; another window scales them in proportion. */
function scale(windowMinutes: number): number {
  return windowMinutes / DOCUMENTED_LATENCY_MINUTES;
}

/** What may have been missed, and when: told on the rows of subscriptions, and of the pipeline itself. */
export interface Interruption {
  readonly GapTo?: DateTime | undefined;
  readonly MissedAt?: DateTime | undefined;
  readonly SubscriptionRemovedAt?: DateTime | undefined;
  readonly ResumedAt?: DateTime | undefined;
  readonly ResyncedAt?: DateTime | undefined;
}

/**
 * The latest thing that a row tells of, when all hours have not been made due because of it yet: notifications were
 * missed, of new versions of old calls too. Undefined when there is nothing to do.
 */
export function unansweredInterruption(row: Interruption): DateTime | undefined {
  const events = [row.GapTo, row.MissedAt, row.SubscriptionRemovedAt, row.ResumedAt];
  const latest = events.reduce((a, b) => (a === undefined || (b !== undefined && b > a) ? b : a));
  if (latest === undefined) return undefined;
  return row.ResyncedAt === undefined || latest > row.ResyncedAt ? latest : undefined;
}
