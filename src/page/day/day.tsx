/** The screen Day: how the calls of a day went. */

import { Temporal } from 'temporal-polyfill';
import { type Day, parseDay } from '../../language/day.ts';
import { type Screen, type Shown, type View, WrongAddress } from '../screen.ts';
import { dayText } from '../time.tsx';
import { CallList } from './call-list.tsx';
import { readDay } from './read-day.ts';

/** The day under way. */
export const today: Screen = {
  title: 'Day',
  path: '/',
  show: (view) => show(view, todayOf(view)),
};

export const day: Screen = {
  path: '/day/:day',
  async show(view) {
    const named = parseDay(view.param('day'));
    if (named === undefined) throw new WrongAddress('A day is expected behind /day/, such as 2026-11-23.');
    return await show(view, named);
  },
};

async function show(view: View, day: Day): Promise<Shown> {
  const { calls } = await readDay(view.store, day, view.zone);
  const beside = (days: number) => Temporal.PlainDate.from(day).add({ days }).toString();
  return {
    title: dayText(day),
    content: (
      <>
        <h1>{dayText(day)}</h1>
        <nav class="pages" aria-label="Days">
          <a href={view.href(`/day/${beside(-1)}`)}>← {beside(-1)}</a>
          {day < todayOf(view) && <a href={view.href(`/day/${beside(1)}`)}>{beside(1)} →</a>}
        </nav>
        <CallList view={view} calls={calls} />
      </>
    ),
  };
}

function todayOf({ store, zone }: View): Day {
  const now = Temporal.Instant.fromEpochMilliseconds(store.clock.now().getTime());
  return now.toZonedDateTimeISO(zone).toPlainDate().toString() as Day;
}
