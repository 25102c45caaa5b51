/** What the address of the screen Day asks for: which day, which of its calls, which page of them. */

import { Temporal } from 'temporal-polyfill';
import { type Day, parseDay } from '../../language/day.ts';
import { type Query, type View, WrongAddress } from '../screen.ts';
import { type HourOfDay, hoursOfDay } from './hours.ts';
import { CALLS_A_PAGE } from './read-day.ts';

export interface DayQuestion {
  readonly day: Day;
  readonly hours: ReadonlyArray<HourOfDay>;
  readonly hour: HourOfDay | undefined;
  readonly isPoor: boolean;
  readonly type: string | undefined;
  /** As it was typed. */
  readonly person: string | undefined;
  /** From 1. */
  readonly page: number;
}

/** A day has so many pages at most: a million calls. */
const MOST_PAGES = 1_000_000 / CALLS_A_PAGE;

/** `usual`: the day where the address names none. Throws WrongAddress. */
export function readQuestion(view: View, usual = todayOf(view)): DayQuestion {
  const day = readDayOf(view) ?? usual;
  const hours = hoursOfDay(day, view.zone);
  const number = wholeNumber(view, 'hour', { from: 0, to: hours.length - 1 });
  return {
    day,
    hours,
    hour: number === undefined ? undefined : hours[number],
    isPoor: view.query('poor') !== undefined,
    type: view.query('type'),
    person: view.showsPersons ? view.query('person')?.trim() || undefined : undefined,
    page: wholeNumber(view, 'page', { from: 1, to: MOST_PAGES }) ?? 1,
  };
}

/** The address of the screen, with what it asks for but for what is given. */
export function hrefOfDay(
  view: View,
  { day, hour, isPoor, type, person, page }: DayQuestion,
): (other: Query) => string {
  const query = {
    day,
    hour: hour?.number,
    poor: isPoor ? 1 : undefined,
    type,
    person,
    page: page > 1 ? page : undefined,
  };
  return (other) => view.href('/', { ...query, ...other });
}

export function todayOf({ store, zone }: View): Day {
  const now = Temporal.Instant.fromEpochMilliseconds(store.clock.now().getTime());
  return now.toZonedDateTimeISO(zone).toPlainDate().toString() as Day;
}

export function dayBeside(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString() as Day;
}

function readDayOf(view: View): Day | undefined {
  const text = view.query('day');
  if (text === undefined) return undefined;
  const day = parseDay(text);
  if (day === undefined) throw new WrongAddress('The day must be written as 2026-11-23.');
  return day;
}

function wholeNumber(
  view: View,
  name: string,
  { from, to }: { readonly from: number; readonly to: number },
): number | undefined {
  const text = view.query(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d{1,6}$/.test(text) || value < from || value > to) {
    throw new WrongAddress(`The ${name} must be a number from ${from} to ${to}.`);
  }
  return value;
}
