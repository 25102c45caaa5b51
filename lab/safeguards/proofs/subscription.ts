/** The subscription, and what is missed without one. */

import type { VersionSpec } from '../../graph/call.ts';
import { HOUR, MINUTE } from '../../worlds/plan/plan.ts';
import { deployment } from '../../worlds/weather/deployments.ts';
import { graphFault, subscriptionEvent } from '../../worlds/weather/graph.ts';
import { storageDown } from '../../worlds/weather/storage.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';
import { aCall, at, inWorld, mustBeStoredBy, type Prepare, type Proof } from './proof.ts';

/** Late enough that the hour of the call is listed every six hours only. */
const RARELY_LISTED = 7.5 * HOUR;

export const subscriptionProofs = {
  'Graph says of a living subscription that it is gone': inWorld(
    { behaviour: { duplicateSubscriptions: 'accept' }, clearsAt: 8 * HOUR },
    ({ tenant }) => void tenant.faults.add('renewal-not-found'),
    createdOnce,
  ),

  'Graph lists none of the subscriptions that live': inWorld(
    {
      behaviour: { duplicateSubscriptions: 'accept' },
      weather: [
        graphFault('empty-list', { target: 'subscriptionList', from: 5 * MINUTE, until: 40 * MINUTE }),
      ],
    },
    createdOnce,
  ),

  'another deployment has a subscription too': inWorld(
    { behaviour: { duplicateSubscriptions: 'accept' }, clearsAt: HOUR },
    at(5 * MINUTE, subscribeAsAnother),
    ({ tenant, checker }) => {
      tenant.on(({ type }) => {
        if (type === 'subscriptionDeleted')
          checker.report('complete', 'the subscription of another deployment was deleted');
      });
    },
  ),

  'the subscription vanishes every minute': inWorld(
    { clearsAt: HOUR },
    ...Array.from({ length: 30 }, (_, minute) => at((10 + minute) * MINUTE + 30, removeSubscription)),
    createdTenMinutesApart,
  ),

  'the answer to each creation is lost': inWorld(
    {
      behaviour: { duplicateSubscriptions: 'accept' },
      weather: [graphFault('truncated-body', { target: 'creations', from: 0, until: 40 * MINUTE })],
      clearsAt: HOUR,
    },
    createdTenMinutesApart,
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

function createdOnce({ tenant, checker }: SimulatedWorld): void {
  let created = 0;
  tenant.on(({ type }) => {
    if (type !== 'subscriptionCreated') return;
    created += 1;
    if (created > 1) checker.report('complete', 'a second subscription beside the first: all is told twice');
  });
}

function createdTenMinutesApart({ tenant, checker }: SimulatedWorld): void {
  let last = Number.NEGATIVE_INFINITY;
  tenant.on(({ type, at: created }) => {
    if (type !== 'subscriptionCreated') return;
    if (created.getTime() - last < (10 * MINUTE - 30) * 1_000)
      checker.report('patience', 'subscriptions are created in quick succession');
    last = created.getTime();
  });
}

function removeSubscription({ tables, tenant }: SimulatedWorld): void {
  const isLive = [...tables.rows('Subscriptions')].some(({ cells }) => cells.State?.value === 'live');
  if (isLive) tenant.faults.add('subscription-removed');
}

/** It has the same app registration, and another address, which leads here as well. */
async function subscribeAsAnother({ tenant, fleet, time }: SimulatedWorld): Promise<void> {
  const address = (path: string) => `${fleet.deployment.origin}/api/${path}?of=another`;
  await tenant.respond({
    method: 'POST',
    url: 'http://127.0.0.1:4280/v1.0/subscriptions',
    headers: { authorization: 'Bearer simulated-graph', 'content-type': 'application/json' },
    body: JSON.stringify({
      changeType: 'updated',
      resource: 'communications/callRecords',
      notificationUrl: address('notifications'),
      lifecycleNotificationUrl: address('lifecycle'),
      expirationDateTime: new Date(time.milliseconds + 10 * HOUR * 1_000).toISOString(),
      clientState: 'the secret of another deployment',
    }),
  });
}

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
