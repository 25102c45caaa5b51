/** The rows of PendingCallRecords as operators see them, whatever users have typed into them. */

import type { StoredRow } from '../tables/cell.ts';
import { textIn, timeIn } from '../tables/cell-text.ts';
import { SECOND_LOOK } from '../tables/declarations/pending-call-records.ts';
import { moment } from '../wording/values.ts';

/** The State of a call that is tried again. */
export const WAITING = 'waiting';
/** A row without a reason was typed in by a user, and asks for its call to be stored again. */
const TYPED_IN = 'typed in';

/** `waiting` or `given up`. The column calls the latter unavailable, which is also a reason to wait. */
export function stateOf(row: StoredRow): string {
  const state = textIn(row, 'State');
  return state === 'unavailable' ? 'given up' : state;
}

export function reasonOf(row: StoredRow): string {
  return textIn(row, 'Reason') || TYPED_IN;
}

/** What waits before what was given up; by reason, and in it the oldest first. */
export function inOrder(a: StoredRow, b: StoredRow): number {
  const order = (row: StoredRow) => [
    textIn(row, 'State') === WAITING ? '0' : '1',
    reasonOf(row),
    timeIn(row, 'FirstSeenAt') ?? timeIn(row, 'NextAttemptAt') ?? '',
  ];
  const [ofA, ofB] = [order(a).join(' '), order(b).join(' ')];
  return ofA < ofB ? -1 : ofA > ofB ? 1 : 0;
}

/** Of such a call nothing known is missing. */
export function isLookedAtAgain(row: StoredRow): boolean {
  return textIn(row, 'State') === WAITING && textIn(row, 'Reason') === SECOND_LOOK;
}

/** The row of a call that was given up keeps the time of its last attempt, which is not a next one. */
export function nextAttempt(row: StoredRow): string {
  if (textIn(row, 'State') !== WAITING) return '';
  const at = timeIn(row, 'NextAttemptAt');
  return at === undefined ? 'never: not a time' : moment(at);
}

export function lastAnswer(row: StoredRow): string {
  return [textIn(row, 'LastStatus'), textIn(row, 'LastError')].filter((part) => part !== '').join(' ');
}
