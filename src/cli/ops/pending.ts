/** `pending`: the calls to be ingested later, and those that were given up waiting for. */

import { toDateTime } from '../../language/date-time.ts';
import type { StoredRow } from '../../tables/cell.ts';
import { headerLine, type TextColumn, rowLine as tableLine } from '../text-table.ts';
import { counted, moment } from '../wording.ts';
import { EXIT, type ExitCode, type Operator } from './operator.ts';
import { allRows, rowLine, textIn, timeIn } from './rows.ts';

export async function pending(operator: Operator): Promise<ExitCode> {
  const { tables, tenantId } = operator;
  const rows = [...(await allRows(tables, 'PendingCallRecords', { partitionKey: tenantId }))].sort(inOrder);
  if (operator.json) {
    for (const row of rows) await operator.print(rowLine('PendingCallRecords', row));
    return EXIT.done;
  }
  await operator.print(counts(rows, operator.clock.now()));
  if (rows.length === 0) return EXIT.done;
  await operator.print(`\n${headerLine(columns)}`);
  for (const row of rows) await operator.print(tableLine(columns, row));
  return EXIT.done;
}

const WAITING = 'waiting';
/** A row without a reason was typed in by a person, and asks for its call to be stored again. */
const TYPED_IN = 'typed in';

function reasonOf(row: StoredRow): string {
  return textIn(row, 'Reason') || TYPED_IN;
}

/** What waits before what was given up; by reason, and in it the oldest first. */
function inOrder(a: StoredRow, b: StoredRow): number {
  const order = (row: StoredRow) => [
    textIn(row, 'State') === WAITING ? '0' : '1',
    reasonOf(row),
    timeIn(row, 'FirstSeenAt') ?? timeIn(row, 'NextAttemptAt') ?? '',
  ];
  const [ofA, ofB] = [order(a).join(' '), order(b).join(' ')];
  return ofA < ofB ? -1 : ofA > ofB ? 1 : 0;
}

function counts(rows: ReadonlyArray<StoredRow>, now: Date): string {
  const waiting = rows.filter((row) => textIn(row, 'State') === WAITING);
  const unavailable = rows.filter((row) => textIn(row, 'State') !== WAITING);
  const due = waiting.filter((row) => (timeIn(row, 'NextAttemptAt') ?? '9999') <= toDateTime(now));
  return [
    `${counted(waiting.length, 'call')} waiting${byReason(waiting)}; ${due.length.toLocaleString('en-GB')} due now\n`,
    `${counted(unavailable.length, 'call')} unavailable${byReason(unavailable)}\n`,
  ].join('');
}

function byReason(rows: ReadonlyArray<StoredRow>): string {
  const numbers = new Map<string, number>();
  for (const row of rows) numbers.set(reasonOf(row), (numbers.get(reasonOf(row)) ?? 0) + 1);
  if (numbers.size === 0) return '';
  return `: ${Array.from(numbers, ([reason, number]) => `${number.toLocaleString('en-GB')} ${reason}`).join(', ')}`;
}

const columns: ReadonlyArray<TextColumn<StoredRow>> = [
  { title: 'state', width: 11, text: (row) => textIn(row, 'State') },
  { title: 'reason', width: 12, text: reasonOf },
  { title: 'call', width: 36, text: ({ rowKey }) => rowKey },
  { title: 'first seen (UTC)', width: 19, text: (row) => moment(timeIn(row, 'FirstSeenAt')) },
  { title: 'next attempt (UTC)', width: 19, text: nextAttempt },
  { title: 'attempts', width: 8, align: 'right', text: (row) => textIn(row, 'Attempt') },
  { title: 'last answer', width: 0, text: lastAnswer },
];

/** The row of a call that was given up keeps the time of its last attempt, which is no next one. */
function nextAttempt(row: StoredRow): string {
  if (textIn(row, 'State') !== WAITING) return '';
  const at = timeIn(row, 'NextAttemptAt');
  return at === undefined ? 'never: not a time' : moment(at);
}

function lastAnswer(row: StoredRow): string {
  return [textIn(row, 'LastStatus'), textIn(row, 'LastError')].filter((part) => part !== '').join(' ');
}
