/** Listing is behind, or finds calls that are not stored. */

import { DAY_MS, MINUTE_MS } from '../../language/milliseconds.ts';
import type { Observation } from '../observation.ts';
import { declareReasons, isOlderThan } from '../reason.ts';

/** reconcile runs every five minutes; three runs that check nothing are not an accident. */
export const HOURS_DUE_MS = 15 * MINUTE_MS;
/** After a first start or a gap all hours are due; listing 30 days takes an hour or two. A day's checks take seconds. */
const BACKLOG_MS = 120 * MINUTE_MS;
/** What a check finds missing is fetched within minutes, and looked for again after an hour and after two. */
const INCOMPLETE_MS = 180 * MINUTE_MS;

/** Time to be noticed. What is lost stays lost, and health is about now. */
const AGED_OUT_COUNTS_FOR_MS = DAY_MS;

export const coverageReasons = declareReasons({
  reconcileBehind: {
    holds: (observed) => isStuck(observed) || isFailing(observed),
    evidence: ({ reconcile: { failingHour }, reconcileFailure }) =>
      failingHour === undefined
        ? reconcileFailure
        : `the hour ${failingHour.hour} since ${failingHour.since.toISOString()}: ${failingHour.lastError}`,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'Hours were not compared with Graph’s list when they were due: for over fifteen minutes no hour was checked, or each check of one failed; or they have been due for over two hours. After the first start of a large tenant this passes. Otherwise check whether Graph throttles (NotBefore in PipelineStatus, reconcile), and LastError in Coverage.',
    next: './callrecords coverage',
  },
  coverageIncomplete: {
    holds: (observed) =>
      isOlderThan(observed, observed.reconcile.incompleteSince, INCOMPLETE_MS) || isUnfetched(observed),
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'Calls that Graph lists are missing: for over three hours, or with nothing under way that fetches them. If none of them is pending, Graph lists a call without a readable id, which only Microsoft can explain. An hour is checked again within six hours. To have it checked within minutes, set its NextCheckAt in Coverage to a past time.',
    next: './callrecords coverage',
  },
  hoursAgedOut: {
    holds: (observed) => {
      const { agedOut } = observed.reconcile;
      return agedOut !== undefined && !isOlderThan(observed, agedOut.at, AGED_OUT_COUNTS_FOR_MS);
    },
    evidence: ({ reconcile }) => `hours (UTC): ${reconcile.agedOut?.hours}`,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'Graph lists calls for 30 days, and no longer lists hours that were still to be checked. Calls of those hours that no notification brought cannot be fetched any more. There is nothing to repair: note the period for those who read the data. This reason ends a day after it was noted; AgedOutAt in Coverage stays.',
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

function isStuck(observed: Observation): boolean {
  const { oldestDueAt, lastCheckedAt } = observed.reconcile;
  const isMoving = lastCheckedAt !== undefined && !isOlderThan(observed, lastCheckedAt, HOURS_DUE_MS);
  return isOlderThan(observed, oldestDueAt, isMoving ? BACKLOG_MS : HOURS_DUE_MS);
}

function isFailing(observed: Observation): boolean {
  return isOlderThan(observed, observed.reconcile.failingHour?.since, HOURS_DUE_MS);
}

/** A call that a check found missing waits until it is stored: if nothing was stored since, each has its row. Of some an older version is stored. */
function isUnfetched(observed: Observation): boolean {
  const { reconcile, pendingWaiting, pendingSecondLooks, countsAreLowerBounds } = observed;
  return !countsAreLowerBounds && reconcile.missingSinceStored > pendingWaiting + pendingSecondLooks;
}
