/** Listing is behind, or finds calls that are not stored. */

import { MINUTE_MS } from '../../language/milliseconds.ts';
import type { Observation } from '../observation.ts';
import { declareReasons, isOlderThan } from '../reason.ts';

/** A first start lists 30 days within an hour or two; a day's checks take seconds. */
const RECONCILE_BEHIND_MS = 120 * MINUTE_MS;
/** What a check finds missing is fetched within minutes, and looked for again after an hour and after two. */
const INCOMPLETE_MS = 180 * MINUTE_MS;

export const coverageReasons = declareReasons({
  reconcileBehind: {
    holds: (observed) => isOlderThan(observed, observed.reconcile.oldestDueAt, RECONCILE_BEHIND_MS),
    evidence: ({ reconcileFailure }) => reconcileFailure,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'Hours have been due to be compared with Graph’s list for over two hours. After the first start of a large tenant this passes. Otherwise check whether Graph throttles (NotBefore in PipelineStatus, reconcile), and LastError in Coverage.',
    next: './callrecords coverage',
  },
  coverageIncomplete: {
    holds: (observed) =>
      isOlderThan(observed, observed.reconcile.incompleteSince, INCOMPLETE_MS) || isUnfetched(observed),
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'Calls that Graph lists are missing: for over three hours, or with nothing under way that fetches them; or for over three hours the list of an hour cannot be read to its end (LastError in Coverage). If none of them is pending, Graph lists a call without a readable id, which only Microsoft can explain. An hour is checked again within six hours. To have it checked within minutes, set its NextCheckAt in Coverage to a past time.',
    next: './callrecords coverage',
  },
  listIncomplete: {
    holds: ({ reconcile }) => reconcile.unlisted > 0,
    evidence: ({ reconcile }) => `calls that are stored and that the list hides: ${reconcile.unlisted}`,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'Graph’s list does not show calls that Graph has, so a call whose notification is lost stays unnoticed. Nothing here can make the list whole: open a support request with Microsoft and name hours that have unlisted calls. Those hours are listed again within six hours, and calls that the list shows again are fetched.',
    next: './callrecords coverage',
  },
});

/** A call that a check found missing waits until it is stored: if nothing was stored since, each has its row. Of some an older version is stored. */
function isUnfetched(observed: Observation): boolean {
  const { reconcile, pendingWaiting, pendingSecondLooks, countsAreLowerBounds } = observed;
  return !countsAreLowerBounds && reconcile.missingSinceStored > pendingWaiting + pendingSecondLooks;
}
