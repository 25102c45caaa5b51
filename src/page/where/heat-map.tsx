/** The hours of the days as a heat map: the share of poor streams of each, in figures as well as in colour. */

import { Temporal } from 'temporal-polyfill';
import type { Day } from '../../language/day.ts';
import { isEnough, poorShare } from '../../summaries/poor-share.ts';
import type { QualityOfValue, QualityQuestion } from '../../summaries/read-quality.ts';
import { counted } from '../../wording/values.ts';
import type { View } from '../screen.ts';
import { Table } from '../table.tsx';
import { localHour, queryOf, valueText } from './where-question.ts';

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

/** Shares from which the colour is darker: Microsoft's target of 3 %, and multiples of it. */
const LEVELS = [0.005, 0.03, 0.06, 0.12, 0.24] as const;

/** Below it a share would be rounded to 0. */
const SMALLEST_SHOWN = 0.005;

interface HeatMapProps {
  readonly view: View;
  readonly question: QualityQuestion;
  readonly days: ReadonlyArray<Day>;
  /** As `readQuality` gives them by hour. */
  readonly hours: ReadonlyArray<QualityOfValue>;
}

export function HeatMap({ view, question, days, hours }: HeatMapProps) {
  const byHour = new Map(hours.map((hour) => [hour.value, hour]));
  return (
    <>
      <Table label="Poor share by day and hour" class="heat" headings={['Day (UTC)', ...HOURS]}>
        {days.map((day) => (
          <tr>
            <th scope="row">
              {weekdayOf(day)} <span class="year">{day.slice(0, 'yyyy-'.length)}</span>
              {day.slice('yyyy-'.length)}
            </th>
            {HOURS.map((hour) => (
              <Cell view={view} question={question} hour={byHour.get(`${day}T${hour}`)} />
            ))}
          </tr>
        ))}
      </Table>
      <p class="quiet sideways">The hours scroll sideways →</p>
      <p class="quiet note">
        Poor share in per cent, of the streams in calls that started in the hour. A dot: too few streams or
        people. Empty: no stream, or the day is not summed up.
      </p>
    </>
  );
}

function weekdayOf(day: Day): string {
  return Temporal.PlainDate.from(day).toLocaleString('en-GB', { weekday: 'short' });
}

interface CellProps {
  readonly view: View;
  readonly question: QualityQuestion;
  readonly hour: QualityOfValue | undefined;
}

function Cell({ view, question, hour: quality }: CellProps) {
  if (quality === undefined) return <td />;
  if (!isEnough(quality)) return <td title="Too few streams or people">·</td>;
  const share = poorShare(quality);
  const { value, poor, good } = quality;
  const shown = poor > 0 && share < SMALLEST_SHOWN ? '<1' : String(Math.round(share * 100));
  const local = localHour(value, view.zone);
  const hour = valueText('hour', value);
  const when = local === undefined ? hour : `${hour}, ${local}`;
  const told = `${shown} %: ${poor} of ${counted(poor + good, 'stream')} poor, ${when}`;
  const level = LEVELS.filter((from) => share >= from).length;
  return (
    <td class={`level-${level}`} title={told}>
      {poor === 0 ? (
        0
      ) : (
        <a href={view.href('/where/calls', { ...queryOf(question), by: 'hour', value })} aria-label={told}>
          {shown}
        </a>
      )}
    </td>
  );
}

export const heatMapStyle = `
.heat { width: auto; border-collapse: separate; border-spacing: 2px; }
.heat th { padding: 0.2rem 0.4rem; border: 0; text-align: center; }
.heat th:first-child { padding-left: 0; text-align: left; vertical-align: middle; }
.heat tbody tr:hover { background: none; }
.heat td { padding: 0; border: 0; min-width: 2.1rem; height: 2.1rem; text-align: center; vertical-align: middle;
  border-radius: 3px; font-size: 0.87rem; background: var(--card); color: var(--quiet); }
.heat td a { display: grid; place-items: center; width: 100%; height: 2.1rem; color: var(--text); text-decoration: none; border-radius: 3px; }
.heat td a:hover { outline: 2px solid var(--text); }
${[6, 20, 34, 48, 62].map((mixed, index) => `.heat .level-${index + 1} { background: color-mix(in srgb, var(--poor-fill) ${mixed}%, var(--card)); }`).join('\n')}
.sideways { display: none; }
@media (max-width: 46rem) {
  .sideways { display: block; margin-top: 0.3rem; }
  .heat .year { display: none; }
  .heat th:first-child { position: sticky; left: 0; background: var(--paper); }
}
@media (max-width: 60rem) { .heat th, .heat td { font-size: 0.8rem; } .heat th { padding: 0.2rem 0; } .heat td { min-width: 1.4rem; } }
`;
