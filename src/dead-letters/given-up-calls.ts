/** Which calls have an unresolved dead letter: reconcile leaves them to operators. */

import { type DateTime, later, parseDateTime } from '../language/date-time.ts';
import { type CallId, parseCallId } from '../language/identifiers.ts';
import type { RecordVersion } from '../language/version.ts';
import type { Store } from '../rows/store.ts';
import { REPLAYED_SOURCES } from './replay-dead-letters.ts';

/** Whether the pipeline has given the call up since Graph last changed it. */
export type IsGivenUp = (callId: CallId, shown: RecordVersion | undefined) => Promise<boolean>;

/**
 * Reads the dead letters once, when the first question comes. A version that came after the dead letter is another
 * matter, and worth a try.
 */
export function givenUpCalls(store: Store): IsGivenUp {
  let known: Promise<ReadonlyMap<CallId, DateTime>> | undefined;
  return async (callId, shown) => {
    known ??= readDeadCalls(store);
    const deadAt = (await known).get(callId);
    return deadAt !== undefined && (shown === undefined || shown.lastModifiedDateTime <= deadAt);
  };
}

async function readDeadCalls(store: Store): Promise<ReadonlyMap<CallId, DateTime>> {
  const dead = new Map<CallId, DateTime>();
  for (const source of REPLAYED_SOURCES) {
    const unresolved = store.deadLetters(source).query({
      where: [{ column: 'State', is: 'ne', cell: { type: 'String', value: 'replayed' } }],
      select: ['CallId', 'DeadAt'],
    });
    for await (const page of unresolved) {
      for (const { cells } of page) {
        const callId = parseCallId(cells.CallId?.value);
        const deadAt = parseDateTime(cells.DeadAt?.value);
        if (callId !== undefined && deadAt !== undefined)
          dead.set(callId, later(dead.get(callId) ?? deadAt, deadAt));
      }
    }
  }
  return dead;
}
