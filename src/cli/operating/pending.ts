/** `pending`: the calls to be ingested later, and those that were given up. */

import { toDateTime } from '../../language/date-time.ts';
import {
  inOrder,
  isLookedAtAgain,
  lastAnswer,
  nextAttempt,
  reasonOf,
  stateOf,
  WAITING,
} from '../../pending/pending-rows.ts';
import type { StoredRow } from '../../tables/cell.ts';
import { textIn, timeIn } from '../../tables/cell-text.ts';
import { counted, moment } from '../../wording/values.ts';
import { storeCommand } from '../command.ts';
import { EXIT } from '../exit.ts';
import { type List, listForms, listOptions, printList, remark } from '../list.ts';
import { allRows, rowObjects } from './rows.ts';

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
