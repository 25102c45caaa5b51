/** Stored calls that Graph still has but does not list: then its list may hide other calls too. */

import { toDate } from '../language/date-time.ts';
import type { CallId } from '../language/identifiers.ts';
import { type CurrentStart, GraphFailure } from '../ports/graph.ts';
import { boundsOf, type Hour } from './coverage.ts';

/** Requests by id that one check makes: enough to tell a list that hides calls from calls that Graph has forgotten. */
const MOST_ASKED_FOR = 5;

/**
 * How many of these calls Graph's list hides. A few are asked for by id: 0 if Graph shows none of them in this hour,
 * otherwise those it shows and all that were not asked for. Undefined if none is shown and some got no clear answer.
 * Rejects with the reason of the signal once it aborts.
 */
export async function countUnlisted(
  currentStart: CurrentStart,
  hour: Hour,
  callIds: ReadonlyArray<CallId>,
  signal: AbortSignal,
): Promise<number | undefined> {
  const asked = callIds.slice(0, MOST_ASKED_FOR);
  let hidden = 0;
  let unknown = 0;
  for (const callId of asked) {
    const isThere = await isShownIn(currentStart, hour, callId, signal);
    if (isThere === undefined) unknown += 1;
    else if (isThere) hidden += 1;
  }
  if (hidden > 0) return hidden + callIds.length - asked.length;
  return unknown > 0 ? undefined : 0;
}

/** Whether Graph shows the call with a start in the hour; undefined when it does not say. */
async function isShownIn(
  currentStart: CurrentStart,
  hour: Hour,
  callId: CallId,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  try {
    const start = toDate(await currentStart(callId, signal));
    const { from, to } = boundsOf(hour);
    return start >= from && start < to;
  } catch (failure) {
    if (!(failure instanceof GraphFailure)) throw failure;
    return failure.kind === 'notFound' ? false : undefined;
  }
}
