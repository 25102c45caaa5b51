/** Rows of the tables that help to find calls: CallsByDay and CallsByUser. */

import type { CallUser } from '../call-users.ts';
import type { Row } from '../cell.ts';
import type { GenerationName } from '../generation.ts';
import { type CallPlace, callsByDayKey, callsByUserKey } from '../keys.ts';
import { toCells } from '../table.ts';
import { callsByDay } from '../tables/calls-by-day.ts';
import { callsByUser } from '../tables/calls-by-user.ts';

/** The columns of a head that CallsByDay repeats. */
export const listedColumns: ReadonlyArray<string> = Object.keys(callsByDay.columns);

/** What a list of calls shows of a call, from the cells of its head. */
export function callsByDayRow(call: CallPlace, head: Row['cells']): Row {
  const cells = Object.fromEntries(Object.entries(head).filter(([column]) => listedColumns.includes(column)));
  return { ...callsByDayKey(call), cells };
}

/** The hint that somebody took part in a call. */
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
