/** An operator asks for a call again: it is fetched from Graph and stored whatever is stored already. */

import type { DateTime } from '../language/date-time.ts';
import type { CallId } from '../language/identifiers.ts';
import type { Store } from '../rows/store.ts';
import { newlyPending } from './make-pending.ts';

/** How the call stood before: `unreadable` is a row that an operator typed in wrongly, which is replaced. */
export type CallBefore =
  | { readonly kind: 'notPending' | 'unavailable' | 'unreadable' }
  | { readonly kind: 'waiting'; readonly reason: string | undefined; readonly until: DateTime };

/** Resolves once a row is due now that makes ingest store the record again, as a new revision. */
export async function replayCall({ pending, clock }: Store, callId: CallId): Promise<CallBefore> {
  return await pending.update<CallBefore>(callId, (row) => {
    const before = row && pending.valuesIn(row);
    const values = newlyPending('replay', clock.now(), before?.Traceparent);
    if (row === undefined) return { write: values, result: { kind: 'notPending' } };
    if (before === undefined) return { write: values, result: { kind: 'unreadable' } };
    if (before.State !== 'waiting') return { write: values, result: { kind: 'unavailable' } };
    const { NextAttemptAt, Rewrite } = values;
    return {
      // What it waits for is over for the operator; since when it waits, and how it has fared, stays.
      write: { ...before, NextAttemptAt, Rewrite },
      result: { kind: 'waiting', reason: before.Reason, until: before.NextAttemptAt },
    };
  });
}
