/** What Graph has is listed and compared with what is stored. */

import { DAY, HOUR, MINUTE } from '../../worlds/plan/plan.ts';
import { ends, listFailsOf, onGraph, when } from './moments.ts';
import { aCall, at, inWorld, mustBeStoredBy, type Prepare, type Proof } from './proof.ts';
import { publishesUnheard, versionUnheard } from './subscription.ts';

export const reconcileProofs = {
  'no notification comes of a new version': inWorld(
    { calls: [aCall()], clearsAt: 5 * HOUR },
    publishesUnheard(20 * MINUTE),
    mustBeStoredBy(4 * HOUR),
  ),

  'an hour is listed before its notifications have come': inWorld(
    { calls: [aCall()], clearsAt: 5 * HOUR },
    publishesUnheard(55 * MINUTE),
    at(2 * HOUR, ({ tables, journal, checker }) => {
      const isMade = [...tables.rows('PendingCallRecords')].length > 0;
      const isAsked = journal.entries().some(({ tell }) => tell().includes('"reason":"reconcile"'));
      if (isMade || isAsked)
        checker.report('patience', 'a call is fetched whose notification may be on its way');
    }),
  ),

  'a version says that it was made in the year 9999': inWorld(
    { calls: [aCall()], clearsAt: 5 * HOUR },
    publishesUnheard(20 * MINUTE, { lastModifiedDateTime: '9999-12-31T23:59:59.9999999Z' }),
    mustBeStoredBy(4 * HOUR),
  ),

  'a call ends while the app stands still for 31 days': inWorld(
    { calls: [aCall({ endsAt: 10 * DAY })], clearsAt: 33 * DAY },
    at(HOUR, ({ fleet }) => fleet.scale(0)),
    // maintain runs before reconcile does, and notes that everything stood still.
    at(31 * DAY + HOUR + MINUTE, ({ fleet }) => fleet.scale(1)),
    mustBeStoredBy(31 * DAY + 4 * HOUR),
  ),

  'Graph fails to list nine hours, and a version appears in another': inWorld(
    { calls: [aCall()], backfillDays: 1, clearsAt: 5 * HOUR },
    listFailsOf(/ge 2026-11-23T0[0-8]/, 5 * HOUR),
    publishesUnheard(20 * MINUTE),
    mustBeStoredBy(4 * HOUR),
  ),

  'the process ends as all hours become due': versionUnheard(
    'lifecycle-missed',
    -10,
    when({ request: 'merge Subscriptions', column: 'ResyncedAt', phase: 'after' }, ends),
  ),

  'Graph throttles the second page of a list for an hour': inWorld(
    { calls: Array.from({ length: 70 }, () => aCall()), clearsAt: 4 * HOUR },
    ({ tenant }) =>
      tenant.faults.add('throttled', {
        target: 'callRecords',
        count: 1,
        retryAfter: '3600',
        when: ({ operation, url }) => operation.kind === 'listCallRecords' && url.includes('skiptoken'),
      }),
    watchLists(),
  ),
} as const satisfies Readonly<Record<string, Proof>>;

/**
 * From when a page of a list is refused for an hour nothing is listed; then the page that was refused is asked for, and
 * not the one before it again.
 */
function watchLists(): Prepare {
  const seen = new Set<string>();
  let refused: { readonly url: string; readonly until: number } | undefined;
  return onGraph(async (request, respond, { time, checker }) => {
    const response = await respond(request);
    if (!/callRecords\?/.test(request.url)) return response;
    if (refused !== undefined && time.milliseconds < refused.until) {
      checker.report('patience', `a list was asked for ${refused.until - time.milliseconds} ms too early`);
    }
    if (refused !== undefined && seen.has(request.url)) {
      checker.report('patience', 'a page was listed again that had been read');
    }
    if (response.status === 429) refused = { url: request.url, until: time.milliseconds + HOUR * 1000 };
    else {
      if (request.url === refused?.url) refused = undefined;
      seen.add(request.url);
    }
    return response;
  });
}
