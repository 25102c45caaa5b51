/** `coverage`: how much of what Graph lists is stored, day by day or hour by hour. */

import { toDate } from '../../language/date-time.ts';
import { boundsOf, earliestListableHour, type Hour, hourOf, parseHour } from '../../reconcile/coverage.ts';
import { coverageValues } from '../../reconcile/coverage-rows.ts';
import { type CoverageSum, coverageRatio, sumHours } from '../../reconcile/coverage-sum.ts';
import type { StoredRow } from '../../tables/cell.ts';
import { headerLine, printedLine, type TextColumn, rowLine as tableLine } from '../text-table.ts';
import { counted, duration, moment } from '../wording.ts';
import { EXIT, type ExitCode, type Operator } from './operator.ts';
import { firstHour, lastHour, type Period } from './period.ts';
import { allRows, jsonLine, rowLine, textIn, timeIn } from './rows.ts';

/** Hours that are shown in one line: a day's, or one. */
interface Line {
  readonly period: string;
  readonly rows: ReadonlyArray<StoredRow>;
  readonly sum: CoverageSum;
}

/** Without a period: the hours of which Graph may still show a call. */
export async function coverage(
  operator: Operator,
  { period, byHour }: { readonly period: Period | undefined; readonly byHour: boolean },
): Promise<ExitCode> {
  const now = operator.clock.now();
  const first = period === undefined ? earliestListableHour(now) : firstHour(period.from);
  const last = period === undefined ? hourOf(now) : lastHour(period.to);
  const rows = await hoursBetween(operator, first, last);
  if (rows.length === 0) {
    operator.say(
      `Coverage has no hour from ${first} to ${last} (UTC): reconcile has covered none of them.\n`,
    );
    return EXIT.done;
  }
  const lines = linesOf(rows, now, ({ rowKey }) => (byHour ? rowKey : rowKey.slice(0, '2026-11-23'.length)));
  if (operator.json) {
    const texts = byHour ? rows.map((row) => rowLine('Coverage', row)) : lines.map(dayForPrograms);
    for (const text of texts) await operator.print(text);
    return EXIT.done;
  }
  const columns = [...sumColumns(now, byHour), ...(byHour ? hourColumns : [])];
  await operator.print(headerLine(columns));
  for (const line of lines) await operator.print(tableLine(columns, line));
  await operator.print(`\n${conclusion(sumOf(rows, now), now)}`);
  return EXIT.done;
}

async function hoursBetween(
  { tables, tenantId }: Operator,
  first: Hour,
  last: Hour,
): Promise<ReadonlyArray<StoredRow>> {
  const query = { partitionKey: tenantId, rowKeyFrom: first, rowKeyBefore: hourOf(boundsOf(last).to) };
  const rows = await allRows(tables, 'Coverage', query);
  return rows.filter(({ rowKey }) => parseHour(rowKey) !== undefined);
}

/** The rows, which come in order, taken together by period. */
function linesOf(
  rows: ReadonlyArray<StoredRow>,
  now: Date,
  periodOf: (row: StoredRow) => string,
): ReadonlyArray<Line> {
  const groups = Map.groupBy(rows, periodOf);
  return Array.from(groups, ([period, members]) => ({ period, rows: members, sum: sumOf(members, now) }));
}

function sumOf(rows: ReadonlyArray<StoredRow>, now: Date): CoverageSum {
  return sumHours(
    rows.map((row) => coverageValues(row, now)),
    now,
  );
}

function dayForPrograms({ period, sum }: Line): string {
  return jsonLine({
    Day: period,
    Hours: sum.hours,
    HoursUnchecked: sum.hoursUnchecked,
    Listed: sum.listed,
    Stored: sum.stored,
    Fresh: sum.fresh,
    Missing: sum.missing,
    GivenUp: sum.givenUp,
    Coverage: coverageRatio(sum),
    OverdueSince: sum.overdueSince,
  });
}

function sumColumns(now: Date, byHour: boolean): ReadonlyArray<TextColumn<Line>> {
  const number = (title: string, count: (sum: CoverageSum) => number): TextColumn<Line> => ({
    title,
    width: 9,
    align: 'right',
    text: ({ sum }) => count(sum).toLocaleString('en-GB'),
  });
  return [
    { title: byHour ? 'hour (UTC)' : 'day (UTC)', width: 13, text: ({ period }) => period },
    number('listed', ({ listed }) => listed),
    number('stored', ({ stored }) => stored),
    number('fresh', ({ fresh }) => fresh),
    number('missing', ({ missing }) => missing),
    number('given up', ({ givenUp }) => givenUp),
    { title: 'covered', width: 8, align: 'right', text: ({ sum }) => percent(sum) },
    ...(byHour
      ? []
      : [number('hours', ({ hours }) => hours), number('unchecked', ({ hoursUnchecked }) => hoursUnchecked)]),
    { title: 'overdue by', width: 10, align: 'right', text: ({ sum }) => overdueBy(sum, now) },
  ];
}

/** What only a single hour has. */
const hourColumns: ReadonlyArray<TextColumn<Line>> = [
  { title: 'checked (UTC)', width: 19, text: ({ rows: [row] }) => moment(row && timeIn(row, 'CheckedAt')) },
  {
    title: 'next check (UTC)',
    width: 19,
    text: ({ rows: [row] }) => moment(row && timeIn(row, 'NextCheckAt')),
  },
  {
    title: 'incomplete since',
    width: 19,
    text: ({ rows: [row] }) => moment(row && timeIn(row, 'IncompleteSince')),
  },
  {
    title: 'last error',
    width: 0,
    text: ({ rows: [row] }) => (row === undefined ? '' : textIn(row, 'LastError')),
  },
];

/** Cut, not rounded: 100 % means every call. */
function percent(sum: CoverageSum): string {
  const ratio = coverageRatio(sum);
  if (ratio === undefined) return '';
  return ratio === 1 ? '100 %' : `${(Math.floor(ratio * 1000) / 10).toFixed(1)} %`;
}

function overdueBy({ overdueSince }: CoverageSum, now: Date): string {
  if (overdueSince === undefined) return '';
  return duration((now.getTime() - toDate(overdueSince).getTime()) / 1000);
}

function conclusion(sum: CoverageSum, now: Date): string {
  const { listed, stored, missing, givenUp, hoursUnchecked } = sum;
  const covered = percent(sum);
  const lines = [
    listed === 0
      ? 'Graph listed no call.'
      : `${stored.toLocaleString('en-GB')} of ${counted(listed, 'call')} stored: ${covered}.`,
  ];
  if (missing > givenUp)
    lines.push(`${counted(missing - givenUp, 'missing call')} made pending: npm run ops -- pending`);
  if (givenUp > 0) lines.push(`${counted(givenUp, 'missing call')} given up on: npm run ops -- dead-letters`);
  if (hoursUnchecked > 0) lines.push(`${counted(hoursUnchecked, 'hour')} not checked yet.`);
  const late = overdueBy(sum, now);
  if (late !== '') lines.push(`The longest overdue check should have been made ${late} ago.`);
  return lines.map(printedLine).join('');
}
