/** What the address of the screen Where asks for: which streams, on which days, told apart by what. */

import { Temporal } from 'temporal-polyfill';
import { type Medium, mediums } from '../../classify/media-kind.ts';
import { toDateTime } from '../../language/date-time.ts';
import { type Day, daysFrom, parseDay } from '../../language/day.ts';
import { boundsOf, dayOfHour, parseHour } from '../../reconcile/coverage.ts';
import { type Grouping, groupings, type QualityQuestion } from '../../summaries/read-quality.ts';
import { clientName } from '../../wording/clients.ts';
import { type Query, type View, WrongAddress } from '../screen.ts';
import { clockTime } from '../time.tsx';

/** In the words of the page. */
export const MEDIA: Readonly<Record<Medium, string>> = {
  audio: 'audio',
  video: 'video',
  screenSharing: 'screen sharing',
};

/** A day is two requests, or four. */
export const MOST_DAYS = 92;

/** The last week (UTC), unless the address says otherwise. */
const USUAL_DAYS = 7;

/** Of the days those that have begun. Throws WrongAddress. */
export function readQuestion(view: View): QualityQuestion {
  const today = new Date(view.store.clock.now()).toISOString().slice(0, 'yyyy-MM-dd'.length) as Day;
  const to = [dayOf(view, 'to') ?? today, today].sort()[0] as Day;
  const from = dayOf(view, 'from') ?? daysBefore(to, USUAL_DAYS - 1);
  if (from > today) throw new WrongAddress(`${from} is in the future: today is ${today} (UTC).`);
  if (from > to) throw new WrongAddress(`The first day, ${from}, comes after the last, ${to}.`);
  if (from < daysBefore(to, MOST_DAYS - 1))
    throw new WrongAddress(`At most ${MOST_DAYS} days can be asked for.`);
  return {
    by: oneOf<Grouping>(view, 'by', groupings) ?? 'building',
    medium: oneOf<Medium>(view, 'medium', mediums) ?? 'audio',
    from,
    to,
  };
}

/** The same as parameters of an address. */
export function queryOf({ by, medium, from, to }: QualityQuestion): Query {
  return { by, medium, from, to };
}

/** When an hour is by other clocks: `10:00 in Europe/Berlin`; undefined for other values, and where clocks show UTC. */
export function localHour(value: string, zone: string): string | undefined {
  const hour = parseHour(value);
  if (hour === undefined || zone === 'UTC') return undefined;
  const at = clockTime(toDateTime(boundsOf(hour).from), zone);
  return `${at.slice(0, 'HH:mm'.length)} in ${zone}`;
}

/** A value as users read it: `2026-11-23 09:00 to 10:00 UTC`, `Room system`. */
export function valueText(by: Grouping, value: string): string {
  const hour = by === 'hour' ? parseHour(value) : undefined;
  if (hour === undefined) return by === 'platform' || by === 'connection' ? clientName(by, value) : value;
  const { from, to } = boundsOf(hour);
  const clock = (at: Date) => at.toISOString().slice('yyyy-MM-ddT'.length, 'yyyy-MM-ddTHH:mm'.length);
  return `${dayOfHour(hour)} ${clock(from)} to ${clock(to)} UTC`;
}

export function daysOf({ from, to }: QualityQuestion): ReadonlyArray<Day> {
  return [...daysFrom(from, to)];
}

function daysBefore(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).subtract({ days }).toString() as Day;
}

function dayOf(view: View, name: string): Day | undefined {
  const text = view.query(name);
  if (text === undefined) return undefined;
  const day = parseDay(text);
  if (day === undefined) throw new WrongAddress(`The day in "${name}" must be written as 2026-11-23.`);
  return day;
}

/** The parameter, if it is there. Throws WrongAddress for any other word. */
export function oneOf<Word extends string>(
  view: View,
  name: string,
  words: ReadonlyArray<Word>,
): Word | undefined {
  const text = view.query(name);
  if (text === undefined) return undefined;
  const word = words.find((one) => one === text);
  if (word === undefined) throw new WrongAddress(`"${name}" must be one of ${words.join(', ')}.`);
  return word;
}
