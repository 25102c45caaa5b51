/** `coverage`: how much of what Graph lists is stored, by day or by hour. */

import { toDate } from '../../language/date-time.ts';
import {
  boundsOf,
  earliestListableHour,
  firstKeptHour,
  type Hour,
  hourOf,
  parseHour,
} from '../../reconcile/coverage.ts';
import { coverageValues } from '../../reconcile/coverage-rows.ts';
import { type CoverageSum, coverageRatio, sumHours } from '../../reconcile/coverage-sum.ts';
import type { StoredRow } from '../../tables/cell.ts';
import { textIn, timeIn } from '../../tables/cell-text.ts';
import { createDoor } from '../../withheld/door.ts';
import { counted, duration, moment, percentCut } from '../../wording/values.ts';
import { type StoreContext, storeCommand } from '../command.ts';
import { namedDayOrHour, periodIn } from '../days.ts';
import { EXIT } from '../exit.ts';
import { type List, listForms, listOptions, printList, remark } from '../list.ts';
import type { TextColumn } from '../list-table.ts';
import { hoursOf } from './hours.ts';
import { allRows, rowObjects } from './rows.ts';

export const coverage = storeCommand({
  name: 'coverage',
  summary: 'how much of what Graph lists is stored, by day or by hour',
  options: {
    day: { takes: 'day', description: 'one day or hour (UTC)', format: namedDayOrHour },
    from: {
      takes: 'day',
      description: 'the first day or hour (default: the 30 days that Graph lists)',
      format: namedDayOrHour,
    },
    to: { takes: 'day', description: 'the last day or hour (default: now)', format: namedDayOrHour },
    hours: { description: 'a line for each hour' },
    ...listOptions,
  },
  exclusive: [['day', 'from'], ['day', 'to'], listForms],
  details: `A day is 2026-11-23, today, yesterday or -7d, an hour is 2026-11-23T09, by the start of the call. Times are
UTC. Calls under "unlisted" are stored, and Graph has them, but its list hides them. "covered" is stored ÷ (listed +
unlisted), cut and not rounded: 100 % means every call, and is not said while an hour was not listed. Of calls under "fresh" Graph may still notify. "missing" is what was
not stored when the hour was last listed; the next list counts again. "hours not listed" were never listed to
their end. "overdue by" is how long the earliest due check has been due. Calls that
retention does not keep any more are expired.`,

  async run(context, { options }) {
    const { terminal, clock } = context;
    const now = clock.now();
    const usual = { from: hourNamed(earliestListableHour(now)), to: hourNamed(hourOf(now)) };
    const { first, last } = hoursOf(periodIn('UTC', now, options, usual));
    const rows = await hoursBetween(context, first, last);
    const firstKept = firstKeptHour(await createDoor(context.store).read());
    if (options.hours)
      await printList(terminal, options, hourList(now, firstKept), [
        linesOf(rows, now, ({ rowKey }) => rowKey),
      ]);
    else
      await printList(terminal, options, dayList(now, firstKept), [
        linesOf(rows, now, ({ rowKey }) => rowKey.slice(0, 10)),
      ]);
    if (rows.length > 0) await remark(terminal, options, `\n${conclusion(sumOf(rows, now), now)}`);
    else terminal.say(`Coverage has no hour from ${first} to ${last} (UTC): ${whyNone(last, now)}\n`);
    return EXIT.done;
  },
});

function whyNone(last: Hour, now: Date): string {
  return last < earliestListableHour(now)
    ? 'Graph lists the past 30 days alone, and reconcile covered none of these hours while they were among them.'
    : 'reconcile has covered none of them. Whether it runs: ./callrecords status';
}

function hourNamed(hour: Hour) {
  return { kind: 'hour', text: hour } as const;
}

/** Hours that are shown in one line: a day's, or one. */
interface Line {
  readonly period: string;
  readonly rows: ReadonlyArray<StoredRow>;
  readonly sum: CoverageSum;
}

async function hoursBetween(
  context: StoreContext,
  first: Hour,
  last: Hour,
): Promise<ReadonlyArray<StoredRow>> {
  const query = {
    partitionKey: context.store.tenantId,
    rowKeyFrom: first,
    rowKeyBefore: hourOf(boundsOf(last).to),
  };
  const rows = await allRows(context, 'Coverage', query);
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

function dayList(now: Date, firstKept: Hour | undefined): List<Line> {
  return {
    columns: [
      { title: 'day (UTC)', text: ({ period }) => period },
      ...countColumns,
      ...keptColumn(firstKept),
      number('hours', ({ hours }) => hours),
      number('hours not listed', ({ hoursUnchecked }) => hoursUnchecked),
      overdueColumn(now),
    ],
    properties: [
      'Day',
      'Hours',
      'HoursUnchecked',
      'HoursAgedOut',
      'Listed',
      'Stored',
      'Fresh',
      'Missing',
      'GivenUp',
      'Unlisted',
      'Coverage',
      'OverdueSince',
      'Expired',
    ],
    object: ({ period, sum }) => ({
      Day: period,
      Hours: sum.hours,
      HoursUnchecked: sum.hoursUnchecked,
      HoursAgedOut: sum.hoursAgedOut,
      Listed: sum.listed,
      Stored: sum.stored,
      Fresh: sum.fresh,
      Missing: sum.missing,
      GivenUp: sum.givenUp,
      Unlisted: sum.unlisted,
      Coverage: coverageRatio(sum),
      OverdueSince: sum.overdueSince,
      Expired: isExpired(period, firstKept),
    }),
  };
}

/** An hour is one row, whose times and error are shown as well. */
function hourList(now: Date, firstKept: Hour | undefined): List<Line> {
  const { properties, object } = rowObjects('Coverage');
  const at = (title: string, column: string): TextColumn<Line> => ({
    title,
    text: ({ rows: [row] }) => moment(row && timeIn(row, column)),
  });
  return {
    columns: [
      { title: 'hour (UTC)', text: ({ period }) => period },
      ...countColumns,
      ...keptColumn(firstKept),
      overdueColumn(now),
      at('checked (UTC)', 'CheckedAt'),
      at('next check (UTC)', 'NextCheckAt'),
      at('incomplete since', 'IncompleteSince'),
      { title: 'last error', text: ({ rows: [row] }) => (row === undefined ? '' : textIn(row, 'LastError')) },
    ],
    properties,
    object: ({ rows: [row] }) => (row === undefined ? {} : object(row)),
  };
}

/** What is asked for first stands first: a narrow terminal shows no more. */
const countColumns: ReadonlyArray<TextColumn<Line>> = [
  { title: 'covered', align: 'right', text: ({ sum }) => percent(sum) },
  number('listed', ({ listed }) => listed),
  number('stored', ({ stored }) => stored),
  number('missing', ({ missing }) => missing),
  number('given up', ({ givenUp }) => givenUp),
  number('fresh', ({ fresh }) => fresh),
  number('unlisted', ({ unlisted }) => unlisted),
];

function number(title: string, count: (sum: CoverageSum) => number): TextColumn<Line> {
  return { title, align: 'right', text: ({ sum }) => count(sum).toLocaleString('en-GB') };
}

/** Where retention has limits: which calls are not kept any more. */
function keptColumn(firstKept: Hour | undefined): ReadonlyArray<TextColumn<Line>> {
  if (firstKept === undefined) return [];
  return [{ title: 'calls', text: ({ period }) => (isExpired(period, firstKept) ? 'expired' : 'kept') }];
}

function isExpired(period: string, firstKept: Hour | undefined): boolean {
  return firstKept !== undefined && period < firstKept.slice(0, period.length);
}

function overdueColumn(now: Date): TextColumn<Line> {
  return { title: 'overdue by', align: 'right', text: ({ sum }) => overdueBy(sum, now) };
}

/** Nothing in place of 100 % while an hour was never listed to its end: it may have other calls. */
function percent(sum: CoverageSum): string {
  const ratio = coverageRatio(sum);
  const isUnknown = ratio === undefined || (ratio === 1 && sum.hoursUnchecked > 0);
  return isUnknown ? '' : percentCut(ratio);
}

function overdueBy({ overdueSince }: CoverageSum, now: Date): string {
  if (overdueSince === undefined) return '';
  return duration((now.getTime() - toDate(overdueSince).getTime()) / 1000);
}

function conclusion(sum: CoverageSum, now: Date): string {
  const { listed, stored, missing, givenUp, unlisted, hoursUnchecked, hoursAgedOut } = sum;
  const covered = percent(sum);
  const lines = [
    listed === 0
      ? `Graph listed no call${hoursUnchecked > 0 ? ' so far' : ''}.`
      : `${stored.toLocaleString('en-GB')} of ${counted(listed, 'call')} stored${covered === '' ? '' : `: ${covered}`}.`,
  ];
  if (missing > givenUp)
    lines.push(
      `Missing when last listed: ${counted(missing - givenUp, 'call')}. Those that still wait: ./callrecords pending`,
    );
  if (givenUp > 0) lines.push(`Given up: ${counted(givenUp, 'missing call')}: ./callrecords dead-letters`);
  if (unlisted > 0)
    lines.push(
      `Graph’s list hides ${counted(unlisted, 'stored call')}, and perhaps others: ./callrecords doctor`,
    );
  if (hoursUnchecked > 0) lines.push(`${counted(hoursUnchecked, 'hour')} not listed.`);
  if (hoursAgedOut > 0)
    lines.push(
      `Graph no longer lists ${counted(hoursAgedOut, 'hour')} that ${hoursAgedOut === 1 ? 'was' : 'were'} still to be checked: calls or later versions may be missing for ever.`,
    );
  const late = overdueBy(sum, now);
  if (late !== '') lines.push(`The longest overdue hour has been due to be listed for ${late}.`);
  return lines.map((line) => `${line}\n`).join('');
}
