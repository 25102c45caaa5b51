/** When something was: by the clocks of the page's zone, and in UTC beside it where that is asked for. */

import { Temporal } from 'temporal-polyfill';
import type { DateTime } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import type { View } from './screen.ts';

interface TimeProps {
  readonly view: View;
  readonly at: DateTime;
  /** Where the day is known, the time is enough. */
  readonly form?: 'time' | 'day and time';
}

export function Time({ view, at, form = 'day and time' }: TimeProps) {
  return (
    <time datetime={at}>
      {clockTime(at, view.zone, form)}
      {view.showsUtc && <span class="utc"> {clockTime(at, 'UTC', form)} UTC</span>}
    </time>
  );
}

/** `2026-11-23 09:00:00`, or the time alone. */
export function clockTime(at: DateTime, zone: string, form: 'time' | 'day and time' = 'time'): string {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDateTime();
  const text = local.toString({ smallestUnit: 'second' });
  return form === 'time' ? text.slice(text.indexOf('T') + 1) : text.replace('T', ' ');
}

/** How far the clocks of a zone are ahead of UTC: `+01:00`. */
export function offset(at: DateTime, zone: string): string {
  return Temporal.Instant.from(at).toZonedDateTimeISO(zone).offset;
}

/** The day on which it was by the clocks of a zone. */
export function localDay(at: DateTime, zone: string): Day {
  return Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString() as Day;
}

/** `Monday, 23 November 2026` */
export function dayText(day: Day): string {
  return Temporal.PlainDate.from(day).toLocaleString('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
}
