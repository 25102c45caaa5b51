/** Rows of the tables that help to find calls: CallsByDay and CallsByUser. */

import type { Row } from '../tables/cell.ts';
import { callsByDay } from '../tables/declarations/calls-by-day.ts';
import { callsByUser } from '../tables/declarations/calls-by-user.ts';
import type { GenerationName } from '../tables/generation.ts';
import { type CallPlace, callsByDayKey, callsByUserKey } from '../tables/keys.ts';
import { toCells } from '../tables/table.ts';
import type { CallUser } from './call-users.ts';

/** The columns of a head that CallsByDay repeats. */
export const listedColumns: ReadonlyArray<string> = Object.keys(callsByDay.columns);

/** What a list of calls shows of a call, from the cells of its head. */
export function callsByDayRow(call: CallPlace, head: Row['cells']): Row {
  const cells = Object.fromEntries(Object.entries(head).filter(([column]) => listedColumns.includes(column)));
  return { ...callsByDayKey(call), cells };
}

/** A call of which no version is stored: lists of calls pass it over. */
export function callWithoutHeadRow(call: CallPlace): Row {
  const { callId: CallId, firstStartDateTime: FirstStartDateTime } = call;
  return { ...callsByDayKey(call), cells: toCells(callsByDay, { CallId, FirstStartDateTime }) };
}

/** The columns of a call of which no version is stored. */
const WITHOUT_HEAD = ['CallId', 'FirstStartDateTime'];

/**
 * Whether a row of CallsByDay is of a stored call: retention lists calls of which only remains are there, to find them.
 * Half a row of a stored call is one, too: whoever reads it learns what is missing.
 */
export function listsStoredCall({ cells }: Pick<Row, 'cells'>): boolean {
  return Object.keys(cells).some((name) => listedColumns.includes(name) && !WITHOUT_HEAD.includes(name));
}

/** The hint that a user took part in a call. */
export function callsByUserRow(call: CallPlace, user: CallUser, generation: GenerationName): Row {
  return {
    ...callsByUserKey(call, user.id),
    cells: toCells(callsByUser, {
      CallId: call.callId,
      FirstStartDateTime: call.firstStartDateTime,
      IdentityId: user.id,
      IdentityKind: user.kind,
      SeenInGeneration: generation,
    }),
  };
}
