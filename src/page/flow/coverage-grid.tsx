/** 30 days by hour as a drawing: whether every call that Graph lists of an hour is stored. */

import { dayOfHour } from '../../reconcile/coverage.ts';
import type { CoveredHour } from '../../reconcile/coverage-rows.ts';
import { coverageByDay } from '../../reconcile/coverage-sum.ts';
import { type HourState, hourState, hourStates } from '../../reconcile/hour-state.ts';
import { counted, numeral } from '../../wording/values.ts';

const NAMES: Readonly<Record<HourState, string>> = {
  complete: 'all stored',
  empty: 'no call listed',
  fresh: 'too recent to count',
  unchecked: 'not listed yet',
  missing: 'calls missing when last listed',
  givenUp: 'missing calls given up',
  hidden: 'calls that Graph’s list hides',
  agedOut: 'no longer listed by Graph, and never checked to the end',
};

const CELL = 22;
const GAP = 3;
const LABEL_WIDTH = 92;
const TOP = 20;
/** Behind the hours: the day’s sum. */
const SUM_WIDTH = 150;

export function CoverageGrid({ hours }: { readonly hours: ReadonlyArray<CoveredHour> }) {
  const days = [...Map.groupBy(hours, ({ hour }) => dayOfHour(hour))].reverse();
  const sums = coverageByDay(hours);
  const width = LABEL_WIDTH + 24 * CELL + SUM_WIDTH;
  const height = TOP + days.length * CELL;
  return (
    <figure class="grid">
      <section class="scroll" tabindex={0} aria-label="Coverage by day and hour (UTC)">
        <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={told(hours)}>
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
                  return (
                    <Cell state={hourState(values)} x={LABEL_WIDTH + number * CELL} y={y} title={hour} />
                  );
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
        {statesOf(hours).map((state) => (
          <span>
            <svg class="key" viewBox={`0 0 ${CELL - GAP} ${CELL - GAP}`} aria-hidden="true">
              <Cell state={state} x={0} y={0} />
            </svg>
            {NAMES[state]}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

interface CellProps {
  readonly state: HourState;
  readonly x: number;
  readonly y: number;
  readonly title?: string;
}

/** States differ by shape as well as by colour. */
function Cell({ state, x, y, title }: CellProps) {
  const size = CELL - GAP;
  return (
    <g class={`cell ${state}`}>
      {title !== undefined && <title>{`${title}: ${NAMES[state]}`}</title>}
      <rect x={x + 0.75} y={y + 0.75} width={size - 1.5} height={size - 1.5} rx="3" />
      {MARKS[state] !== undefined && <path d={MARKS[state]} transform={`translate(${x} ${y})`} />}
    </g>
  );
}

/** In a square of CELL - GAP. */
const MARKS: Partial<Readonly<Record<HourState, string>>> = {
  fresh: 'M5 9.5h9',
  missing: 'M9.5 4.5v6.5M9.5 13.6v1',
  givenUp: 'M5.5 5.5l8 8M13.5 5.5l-8 8',
  hidden: 'M5 12l4.5-6 4.5 6',
  agedOut: 'M5 5.5h9M5 9.5h9M5 13.5h9',
};

function statesOf(hours: ReadonlyArray<CoveredHour>): ReadonlyArray<HourState> {
  const there = new Set(hours.map(({ values }) => hourState(values)));
  return hourStates.filter((state) => there.has(state)).reverse();
}

/** More are listed in the terminal. */
const MOST_HOURS_NAMED = 12;

/** What the drawing shows of hours in which something is missing, in words. */
export function HoursToLookAt({ hours }: { readonly hours: ReadonlyArray<CoveredHour> }) {
  const wrong = hours.filter(({ values }) => isWrong(hourState(values))).reverse();
  if (wrong.length === 0) return <p class="quiet hours">No call is known to be missing.</p>;
  const named = wrong.slice(0, MOST_HOURS_NAMED);
  return (
    <ul class="hours">
      {named.map(({ hour, values }) => (
        <li>
          {hour.replace('T', ' ')}:00 UTC: {NAMES[hourState(values)]}, {values.Stored ?? 0} of{' '}
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
function told(hours: ReadonlyArray<CoveredHour>): string {
  const parts = statesOf(hours).map((state) => {
    const count = hours.filter(({ values }) => hourState(values) === state).length;
    return `${counted(count, 'hour')} ${NAMES[state]}`;
  });
  return `Coverage of the last 30 days: ${parts.join('; ')}`;
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
.cell rect { fill: none; stroke: var(--line); stroke-width: 1.5; }
.cell path { fill: none; stroke: var(--card); stroke-width: 2.2; stroke-linecap: round; }
.cell.complete rect { fill: var(--good); stroke: none; }
.cell.empty rect { fill: var(--line); stroke: none; }
.cell.unchecked rect { stroke: var(--quiet); stroke-dasharray: 3 2.5; }
.cell.fresh rect { stroke: var(--good); }
.cell.fresh path { stroke: var(--good); }
.cell.missing rect, .cell.givenUp rect, .cell.agedOut rect { fill: var(--poor-fill); stroke: none; }
.cell.hidden rect { fill: var(--warn); stroke: none; }
.hours { margin-top: 0.8rem; }
ul.hours { margin-bottom: 0; padding-left: 1.2rem; }
.grid .key { width: 14px; height: 14px; margin-right: 0.4rem; vertical-align: -2px; }
`;
