/** Which calls have a dead letter that waits or was dismissed: reconcile leaves them to it. */

import { type DateTime, later, parseDateTime } from '../language/date-time.ts';
import { type CallId, parseCallId } from '../language/identifiers.ts';
import type { RecordVersion } from '../language/version.ts';
import type { Store } from '../rows/store.ts';
import { isNot, REPLAYED_SOURCES } from './unresolved.ts';

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
    // What was replayed is under way, or is here again. What was dismissed stays given up.
    const given = store.deadLetters(source).query({
      where: [isNot('replayed'), isNot('stored')],
      select: ['CallId', 'DeadAt'],
    });
    for await (const page of given) {
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
