/** Dead letters about which something is still to be done. */

import type { CallId } from '../language/identifiers.ts';
import type { Store } from '../rows/store.ts';
import type { StoredRow } from '../tables/cell.ts';
import type { DeadLetterSource, DeadLetterState } from '../tables/declarations/dead-letters.ts';

/** Where dead letters come from that name a call. */
export const REPLAYED_SOURCES = [
  'call-records',
  'call-records-poison',
] as const satisfies ReadonlyArray<DeadLetterSource>;
export type ReplayedSource = (typeof REPLAYED_SOURCES)[number];

/** A condition of a query: every state but this one. */
export function isNot(state: DeadLetterState) {
  return { column: 'State', is: 'ne', cell: { type: 'String', value: state } } as const;
}

/** Neither stored since, nor dismissed by an operator, nor of a call that is not kept any more. */
export const UNRESOLVED = [isNot('stored'), isNot('dismissed'), isNot('expired')] as const;

/** The unresolved letters of one source, the oldest first. */
export function unresolvedLetters(
  store: Store,
  source: DeadLetterSource,
  select?: ReadonlyArray<string>,
): AsyncIterable<ReadonlyArray<StoredRow>> {
  return store.deadLetters(source).query({ where: UNRESOLVED, ...(select === undefined ? {} : { select }) });
}

/** The unresolved letters that name a call. */
export async function* unresolvedLettersOf(
  store: Store,
  callId: CallId,
): AsyncGenerator<{ readonly row: StoredRow; readonly source: ReplayedSource }> {
  const isOfCall = { column: 'CallId', is: 'eq', cell: { type: 'Guid', value: callId } } as const;
  for (const source of REPLAYED_SOURCES) {
    for await (const page of store.deadLetters(source).query({ where: [...UNRESOLVED, isOfCall] })) {
      for (const row of page) yield { row, source };
    }
  }
}
