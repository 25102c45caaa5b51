/** 30 days by hour as a drawing: whether every call that Graph lists of an hour is stored. */

import { dayOfHour } from '../../reconcile/coverage.ts';
import type { CoveredHour } from '../../reconcile/coverage-rows.ts';
import { coverageByDay } from '../../reconcile/coverage-sum.ts';
import { type HourState, hourState, hourStateNames } from '../../reconcile/hour-state.ts';
import { counted, numeral } from '../../wording/values.ts';
import { HourKeys, HourMark } from '../hour-mark.tsx';

const CELL = 22;
const GAP = 3;
const LABEL_WIDTH = 92;
const TOP = 20;
/** Behind the hours: the day’s sum. */
const SUM_WIDTH = 150;

interface CoverageGridProps {
  readonly hours: ReadonlyArray<CoveredHour>;
  readonly now: Date;
}

export function CoverageGrid({ hours, now }: CoverageGridProps) {
  const states = hours.map(({ values }) => hourState(values, now));
  const days = [...Map.groupBy(hours, ({ hour }) => dayOfHour(hour))].reverse();
  const sums = coverageByDay(hours.filter(({ values }) => values.ExpiredAt === undefined));
  const width = LABEL_WIDTH + 24 * CELL + SUM_WIDTH;
  const height = TOP + days.length * CELL;
  return (
    <figure class="grid">
      <section class="scroll" tabindex={0} aria-label="Coverage by day and hour (UTC)">
        <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={told(states)}>
          {HOURS.map((hour) => (
            <text class="hour" x={LABEL_WIDTH + hour * CELL + (CELL - GAP) / 2} y={TOP - 7}>
              {String(hour).padStart(2, '0')}
            </text>
          ))}
          {days.map(([day, ofDay], row) => {
            const y = TOP + row * CELL;
            return (
              <>
                <text x="0" y={y + 14}>
                  {day}
                </text>
                {ofDay.map(({ hour, values }) => {
                  const number = Number(hour.slice('yyyy-MM-ddT'.length));
                  const at = { x: LABEL_WIDTH + number * CELL, y, width: CELL - GAP, height: CELL - GAP };
                  return <HourMark state={hourState(values, now)} title={hour} {...at} />;
                })}
                <text x={LABEL_WIDTH + 24 * CELL + 8} y={y + 14}>
                  {sumText(sums.get(day))}
                </text>
              </>
            );
          })}
        </svg>
      </section>
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
.grid section > svg { display: block; width: 100%; max-width: 60rem; min-width: 48rem; height: auto; }
.grid text { fill: var(--quiet); font-size: 12px; }
.grid .hour { text-anchor: middle; font-size: 11px; }
.hours { margin-top: 0.8rem; }
ul.hours { margin-bottom: 0; padding-left: 1.2rem; }
`;
