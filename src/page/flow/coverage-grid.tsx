/** 30 days by hour as a drawing: whether every call that Graph lists of an hour is stored. */

import { dayOfHour } from '../../reconcile/coverage.ts';
import type { CoveredHour } from '../../reconcile/coverage-rows.ts';
import { coverageByDay } from '../../reconcile/coverage-sum.ts';
import { type HourState, hourState, hourStateNames } from '../../reconcile/hour-state.ts';
import { counted, numeral } from '../../wording/values.ts';
import { HourKeys, HourMark, perCent } from '../hour-mark.tsx';

/** In pixels. */
const ROW_HEIGHT = 22;
const CELL_HEIGHT = 19;
/** Of the width of an hour: the drawing is as wide as the window lets it be. */
const CELL_SHARE = 0.87;
const HOUR_WIDTH = 100 / 24;

interface CoverageGridProps {
  readonly hours: ReadonlyArray<CoveredHour>;
  readonly now: Date;
}

export function CoverageGrid({ hours, now }: CoverageGridProps) {
  const states = hours.map(({ values }) => hourState(values, now));
  const days = [...Map.groupBy(hours, ({ hour }) => dayOfHour(hour))].reverse();
  const sums = coverageByDay(hours.filter(({ values }) => values.ExpiredAt === undefined));
  return (
    <figure class="grid">
      <div class="days" role="img" aria-label={told(states)}>
        <div class="row">
          <span />
          <svg height="18" aria-hidden="true">
            {HOURS.map((hour) => (
              <text
                class={hour % 3 === 0 ? 'hour' : 'hour minor'}
                x={perCent((hour + 0.5) * HOUR_WIDTH)}
                y="12"
              >
                {String(hour).padStart(2, '0')}
              </text>
            ))}
          </svg>
        </div>
        {days.map(([day, ofDay]) => (
          <div class="row">
            <span>
              <span class="year">{day.slice(0, 'yyyy-'.length)}</span>
              {day.slice('yyyy-'.length)}
            </span>
            <svg height={ROW_HEIGHT} aria-hidden="true">
              {ofDay.map(({ hour, values }) => (
                <HourMark
                  state={hourState(values, now)}
                  title={hour}
                  left={(Number(hour.slice('yyyy-MM-ddT'.length)) + (1 - CELL_SHARE) / 2) * HOUR_WIDTH}
                  width={CELL_SHARE * HOUR_WIDTH}
                  y={0}
                  height={CELL_HEIGHT}
                />
              ))}
            </svg>
            <span class="sum">{sumText(sums.get(day))}</span>
          </div>
        ))}
      </div>
      <figcaption class="legend">
        <HourKeys states={states} />
      </figcaption>
    </figure>
  );
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** More are listed in the terminal. */
const MOST_HOURS_NAMED = 12;

/** What the drawing shows of hours in which something is missing, in words. */
export function HoursToLookAt({ hours, now }: CoverageGridProps) {
  const states = hours.map(({ hour, values }) => ({ hour, values, state: hourState(values, now) }));
  const wrong = states.filter(({ state }) => isWrong(state)).reverse();
  if (wrong.length === 0) return <p class="quiet hours">No call is known to be missing.</p>;
  const named = wrong.slice(0, MOST_HOURS_NAMED);
  return (
    <ul class="hours">
      {named.map(({ hour, values, state }) => (
        <li>
          {hour.replace('T', ' ')}:00 UTC: {hourStateNames[state]}, {values.Stored ?? 0} of{' '}
          {counted((values.Listed ?? 0) + (values.Unlisted ?? 0), 'call')} stored
        </li>
      ))}
      {wrong.length > named.length && <li>and {counted(wrong.length - named.length, 'other hour')}</li>}
    </ul>
  );
}

function isWrong(state: HourState): boolean {
  return state === 'missing' || state === 'givenUp' || state === 'hidden' || state === 'agedOut';
}

/** What the drawing says, in words. */
function told(states: ReadonlyArray<HourState>): string {
  const parts = Map.groupBy(states, (state) => state)
    .entries()
    .map(([state, { length }]) => `${counted(length, 'hour')} ${hourStateNames[state]}`);
  return `Coverage of the last 30 days: ${[...parts].join('; ')}`;
}

function sumText(
  sum: { readonly listed: number; readonly unlisted: number; readonly stored: number } | undefined,
) {
  if (sum === undefined || sum.listed + sum.unlisted === 0) return '–';
  const known = sum.listed + sum.unlisted;
  return `${numeral(sum.stored)} of ${counted(known, 'call')}`;
}

export const coverageGridStyle = `
.grid { margin: 0; }
.grid .days { max-width: 60rem; color: var(--quiet); font-size: 12px; }
.grid .row { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr) 9.5rem; gap: 0 0.5rem; line-height: 19px; }
.grid .row > svg { display: block; width: 100%; }
.grid .hour { fill: var(--quiet); font-size: 11px; text-anchor: middle; }
@media (max-width: 40rem) {
  .grid .row { grid-template-columns: 2.4rem minmax(0, 1fr); }
  .grid .year, .grid .sum, .grid .minor { display: none; }
  .grid .hour-mark path { stroke-width: 1.6; }
}
.hours { margin-top: 0.8rem; }
ul.hours { margin-bottom: 0; padding-left: 1.2rem; }
`;
