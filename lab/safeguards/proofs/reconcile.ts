/** What Graph has is listed and compared with what is stored. */

import { HOUR, MINUTE } from '../../worlds/plan/plan.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';
import { ends, onGraph, when } from './moments.ts';
import { aCall, at, inWorld, mustBeStoredBy, type Proof } from './proof.ts';
import { publishesUnheard, versionUnheard } from './subscription.ts';

export const reconcileProofs = {
  'no notification comes of a new version': inWorld({ calls: [aCall()], clearsAt: 5 * HOUR }, (world) => {
    publishesUnheard(world, 20 * MINUTE);
    mustBeStoredBy(world, 4 * HOUR);
  }),

  'an hour is listed before its notifications have come': inWorld(
    { calls: [aCall()], clearsAt: 5 * HOUR },
    (world) => {
      publishesUnheard(world, 55 * MINUTE);
      at(world, 2 * HOUR, () => {
        const isMade = [...world.tables.rows('PendingCallRecords')].length > 0;
        const isAsked = world.journal.entries().some(({ tell }) => tell().includes('"reason":"reconcile"'));
        if (isMade || isAsked)
          world.checker.report('patience', 'a call is fetched whose notification may be on its way');
      });
    },
  ),

  'the process ends as all hours become due': versionUnheard('lifecycle-missed', -10, (world) =>
    when(world, { request: 'merge Subscriptions', column: 'ResyncedAt', phase: 'after' }, ends),
  ),

  'Graph throttles the second page of a list for an hour': inWorld(
    { calls: Array.from({ length: 70 }, () => aCall()), clearsAt: 4 * HOUR },
    (world) => {
      world.tenant.faults.add('throttled', {
        target: 'callRecords',
        count: 1,
        retryAfter: '3600',
        when: ({ operation, url }) => operation.kind === 'listCallRecords' && url.includes('skiptoken'),
      });
      watchLists(world);
    },
  ),
} as const satisfies Readonly<Record<string, Proof>>;

/**
 * From when a page of a list is refused for an hour nothing is listed; then the page that was refused is asked for, and
 * not the one before it again.
 */
function watchLists(world: SimulatedWorld): void {
  const { time, checker } = world;
  const seen = new Set<string>();
  let refused: { readonly url: string; readonly until: number } | undefined;
  onGraph(world, async (request, respond) => {
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
