/** What readers say of a call that is withheld: stored is its head alone. */

import { type Day, daysFrom } from '../language/day.ts';
import type { CallId } from '../language/identifiers.ts';
import type { Store } from '../rows/store.ts';
import { EXCLUDED } from '../store/head-row.ts';
import type { CallsByDayValues } from '../tables/declarations/calls-by-day.ts';
import { callListedAt, callsByDayRange } from '../tables/keys.ts';

export function isWithheld({ Withheld }: Pick<CallsByDayValues, 'Withheld'>): boolean {
  return Withheld !== undefined;
}

/** The withheld calls that started (in their first stored version) on these days, both included. */
export async function* withheldCalls(
  store: Store,
  { from, to }: { readonly from: Day; readonly to: Day },
): AsyncGenerator<CallId> {
  for (const day of daysFrom(from, to)) {
    const listed = store.table('CallsByDay').query({
      ...callsByDayRange(store.tenantId, day),
      where: [{ column: 'Withheld', is: 'eq', cell: { type: 'String', value: EXCLUDED } }],
      select: [],
    });
    for await (const page of listed) {
      for (const { rowKey } of page) {
        const call = callListedAt(store.tenantId, rowKey);
        if (call !== undefined) yield call.callId;
      }
    }
  }
}

/** In one sentence, for readers of the call. */
export const WITHHELD_SENTENCE =
  'This call is withheld, because it is excluded: of it is kept only when it was, which version Graph has, and how much Graph sent.';

/** Where what Graph sent is asked for. */
export const NO_DOCUMENT =
  'The call is withheld, because it is excluded: nothing of what Graph sent is kept.';
