/** `pending`: the calls to be ingested later, and those that were given up. */

import { toDateTime } from '../../language/date-time.ts';
import type { StoredRow } from '../../tables/cell.ts';
import { SECOND_LOOK } from '../../tables/declarations/pending-call-records.ts';
import { counted, moment } from '../../wording/values.ts';
import { storeCommand } from '../command.ts';
import { EXIT } from '../exit.ts';
import { type List, listForms, listOptions, printList, remark } from '../list.ts';
import { allRows, rowObjects, textIn, timeIn } from './rows.ts';

export const pending = storeCommand({
  name: 'pending',
  summary: 'which calls wait to be ingested, and why',
  options: listOptions,
  exclusive: [listForms],
  details: `Counts come first, then what waits, then what was given up; by reason, and the oldest first. Times are UTC. To
have a call ingested now: ./callrecords replay ID`,

  async run(context, { options }) {
    const { terminal, store, clock } = context;
    const rows = [...(await allRows(context, 'PendingCallRecords', { partitionKey: store.tenantId }))].sort(
      inOrder,
    );
    await remark(terminal, options, counts(rows, clock.now()));
    if (rows.length > 0) await remark(terminal, options, '\n');
    await printList(terminal, options, list, [rows]);
    return EXIT.done;
  },
});

const WAITING = 'waiting';
/** A row without a reason was typed in by a user, and asks for its call to be stored again. */
const TYPED_IN = 'typed in';

/** The column calls it unavailable, which is also a reason to wait. */
function stateOf(row: StoredRow): string {
  const state = textIn(row, 'State');
  return state === 'unavailable' ? 'given up' : state;
}

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
  const waiting = rows.filter((row) => textIn(row, 'State') === WAITING && !isLookedAtAgain(row));
  const again = rows.filter(isLookedAtAgain);
  const givenUp = rows.filter((row) => textIn(row, 'State') !== WAITING);
  const due = waiting.filter((row) => (timeIn(row, 'NextAttemptAt') ?? '9999') <= toDateTime(now));
  return [
    `${counted(waiting.length, 'call')} waiting${byReason(waiting)}; ${due.length.toLocaleString('en-GB')} due now\n`,
    again.length === 0 ? '' : `${counted(again.length, 'stored call')} looked at again for a newer version\n`,
    `${counted(givenUp.length, 'call')} given up${byReason(givenUp)}\n`,
  ].join('');
}

/** Of such a call nothing known is missing. */
function isLookedAtAgain(row: StoredRow): boolean {
  return textIn(row, 'State') === WAITING && textIn(row, 'Reason') === SECOND_LOOK;
}

function byReason(rows: ReadonlyArray<StoredRow>): string {
  const numbers = new Map<string, number>();
  for (const row of rows) numbers.set(reasonOf(row), (numbers.get(reasonOf(row)) ?? 0) + 1);
  if (numbers.size === 0) return '';
  return `: ${Array.from(numbers, ([reason, number]) => `${number.toLocaleString('en-GB')} ${reason}`).join(', ')}`;
}

const list: List<StoredRow> = {
  columns: [
    { title: 'state', text: stateOf },
    { title: 'reason', text: reasonOf },
    { title: 'call', text: ({ rowKey }) => rowKey },
    { title: 'first seen (UTC)', text: (row) => moment(timeIn(row, 'FirstSeenAt')) },
    { title: 'next attempt (UTC)', text: nextAttempt },
    { title: 'attempts', align: 'right', text: (row) => textIn(row, 'Attempt') },
    { title: 'last answer', text: lastAnswer },
  ],
  ...rowObjects('PendingCallRecords'),
};

/** The row of a call that was given up keeps the time of its last attempt, which is not a next one. */
function nextAttempt(row: StoredRow): string {
  if (textIn(row, 'State') !== WAITING) return '';
  const at = timeIn(row, 'NextAttemptAt');
  return at === undefined ? 'never: not a time' : moment(at);
}

function lastAnswer(row: StoredRow): string {
  return [textIn(row, 'LastStatus'), textIn(row, 'LastError')].filter((part) => part !== '').join(' ');
}
