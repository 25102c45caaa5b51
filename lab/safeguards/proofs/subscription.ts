/** The subscription, and what is missed without one. */

import type { VersionSpec } from '../../graph/call.ts';
import { HOUR, MINUTE } from '../../worlds/plan/plan.ts';
import { deployment } from '../../worlds/weather/deployments.ts';
import { subscriptionEvent } from '../../worlds/weather/graph.ts';
import { storageDown } from '../../worlds/weather/storage.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';
import { aCall, at, inWorld, mustBeStoredBy, type Prepare, type Proof } from './proof.ts';

/** Late enough that the hour of the call is listed every six hours only. */
const RARELY_LISTED = 7.5 * HOUR;

export const subscriptionProofs = {
  'Graph says of a living subscription that it is gone': inWorld(
    { behaviour: { duplicateSubscriptions: 'accept' }, clearsAt: 8 * HOUR },
    ({ tenant, checker }) => {
      tenant.faults.add('renewal-not-found');
      let created = 0;
      tenant.on(({ type }) => {
        if (type !== 'subscriptionCreated') return;
        created += 1;
        if (created > 1)
          checker.report('complete', 'a second subscription beside the first: all is told twice');
      });
    },
  ),

  'four days pass': inWorld({ clearsAt: 96 * HOUR }, ({ tenant, checker }) => {
    tenant.on(({ type }) => {
      if (type === 'subscriptionExpired') checker.report('complete', 'the subscription has expired');
    });
  }),

  'Graph asks for a renewal and tells nothing until then': inWorld(
    {
      calls: [aCall({ endsAt: 20 * MINUTE })],
      weather: [subscriptionEvent('lifecycle-reauthorization-required', 15 * MINUTE)],
    },
    mustBeStoredBy(30 * MINUTE),
  ),

  'a subscription is replaced': inWorld(
    {
      behaviour: { duplicateSubscriptions: 'accept' },
      weather: [deployment({ newSecret: true }, 5 * MINUTE)],
    },
    neverUnheard,
  ),

  'the subscription is removed, and a version appears': versionUnheard('subscription-removed', 10),
  'Graph says that it missed something': versionUnheard('lifecycle-missed', -10),

  'storage is down for longer than Graph repeats itself': inWorld(
    {
      calls: [aCall({ nextVersionsAfterSeconds: [RARELY_LISTED] })],
      weather: [storageDown('both', { from: RARELY_LISTED - 10, until: RARELY_LISTED + 4.5 * HOUR })],
      clearsAt: RARELY_LISTED + 5 * HOUR,
    },
    mustBeStoredBy(RARELY_LISTED + 5 * HOUR),
  ),
} as const satisfies Readonly<Record<string, Proof>>;

/** A version of each call of which no notification comes. */
export function publishesUnheard(seconds: number, version: VersionSpec = {}): Prepare {
  return at(seconds, ({ calls, tenant }) => {
    for (const callId of calls.keys()) tenant.publishVersion(callId, { ...version, notify: false });
  });
}

/** A version of an old call appears so many seconds after this, and no notification of it comes. */
export function versionUnheard(
  event: 'subscription-removed' | 'lifecycle-missed',
  seconds: number,
  ...prepared: ReadonlyArray<Prepare>
): Proof {
  const until = RARELY_LISTED + 3 * HOUR;
  return inWorld(
    { calls: [aCall()], weather: [subscriptionEvent(event, RARELY_LISTED)], clearsAt: until },
    publishesUnheard(RARELY_LISTED + seconds),
    mustBeStoredBy(until),
    ...prepared,
  );
}

/** Once there is a subscription, there always is one. */
function neverUnheard({ tenant, checker }: SimulatedWorld): void {
  const live = new Set<string>();
  tenant.on((event) => {
    if (event.type === 'subscriptionCreated') live.add(event.subscriptionId);
    if (event.type !== 'subscriptionDeleted') return;
    live.delete(event.subscriptionId);
    if (live.size === 0)
      checker.report('complete', 'there is no subscription: Graph tells nothing of what happens now');
  });
}
