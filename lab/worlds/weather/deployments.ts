/** The app is deployed again, in another release or the same, or gets more or fewer instances. */

import { createHash } from 'node:crypto';
import { HOUR_MS } from '../../../src/language/milliseconds.ts';
import { SIMULATED_TOKEN } from '../../graph/transport.ts';
import { CHANGED_TABLES, ofEarlierRelease } from '../../storage/earlier-release.ts';
import { SECOND_ORIGIN } from '../world/webhook.ts';
import type { SimulatedWorld } from '../world/world.ts';
import type { During, Weather } from './weather.ts';

/** As the instances are configured. */
const GRAPH = 'http://127.0.0.1:4280/v1.0';

/** All instances are replaced; those before end after what they are doing, or at once. */
interface Deployment {
  readonly abrupt?: boolean;
  /** The new origin of the webhook; requests to the one before are still served. */
  readonly moves?: boolean;
  /** A new secret; the one before stays accepted until `forgetsPrevious`. */
  readonly newSecret?: boolean;
  readonly forgetsPrevious?: boolean;
  /** Another KEEP_DAYS; undefined: for ever. */
  readonly keepDays?: number | undefined;
}

export function deployment(what: Deployment, at: number): Weather {
  return { words: `deployment ${JSON.stringify(what)}`, from: at, begin: (world) => deploy(world, what) };
}

/** An operator does not remove a secret that a subscription still carries. */
const LOOK_AGAIN_MS = 10 * 60_000;

export function deploy(world: SimulatedWorld, what: Deployment): void {
  const { fleet, time, random, checker } = world;
  const before = fleet.deployment;
  if (what.forgetsPrevious && !isServedWith(world, before.secret)) {
    time.in(LOOK_AGAIN_MS, () => deploy(world, what));
    return;
  }
  const origin = what.moves ? `https://calls-${random.hex(6)}.contoso.com` : before.origin;
  const secret = what.newSecret ? `a later secret ${random.hex(12)}` : before.secret;
  const kept = what.newSecret ? before.secret : before.previousSecret;
  const previousSecret = what.forgetsPrevious ? undefined : kept;
  const { keepDays } = { ...before, ...what };
  if (keepDays !== before.keepDays) checker.kept.configured(keepDays);
  fleet.deploy({ origin, secret, previousSecret, keepDays }, what.abrupt === true);
  world.timers.maintain.wake();
}

/** Whether Graph's only subscriptions carry this secret: then the one before may be forgotten. */
function isServedWith({ tables }: SimulatedWorld, secret: string): boolean {
  const hash = createHash('sha256').update(secret).digest('hex');
  const live = [...tables.rows('Subscriptions')].filter(({ cells }) => cells.State?.value === 'live');
  return live.length > 0 && live.every(({ cells }) => cells.ClientStateHash?.value === hash);
}

/**
 * The app is upgraded: an earlier release wrote all that stands by then, whole calls and what was left of others. What
 * runs ends, commands too: rows do not move under a reader.
 */
export function upgrade(at: number): Weather {
  return {
    words: 'upgrade from an earlier release',
    from: at,
    begin({ fleet, tables, checker, commands }) {
      for (const command of commands) command.die();
      for (const table of CHANGED_TABLES) {
        for (const keys of tables.rewrite(table, (row) => ofEarlierRelease(table, row))) {
          checker.heads.written(table, keys, (key) => tables.row(table, key));
        }
      }
      fleet.deploy(fleet.deployment, true);
    },
  };
}

export function scaling(instances: number, at: number): Weather {
  return { words: `${instances} instances`, from: at, begin: ({ fleet }) => fleet.scale(instances) };
}

/** The whole app is stopped, as by a plan that was not paid for: nothing answers, and no timer runs. */
export function standstill({ from, until }: During): Weather {
  return {
    words: `the app is stopped until second ${until}`,
    from,
    until,
    begin(world) {
      const { fleet, time, timers } = world;
      const instances = Math.max(1, fleet.working().length);
      fleet.scale(0);
      time.at(world.instantOf(until), () => {
        fleet.scale(instances);
        timers.maintain.wake();
        timers.reconcile.wake();
      });
    },
  };
}

/** The function that ingests stands still: its trigger is disabled, and the webhook and the timers go on. */
export function ingestDisabled({ from, until }: During): Weather {
  return {
    words: `ingest is disabled until second ${until}`,
    from,
    until,
    begin(world) {
      world.hosts.disable('queue');
      world.time.at(world.instantOf(until), () => world.hosts.enable('queue'));
    },
  };
}

/**
 * A second deployment of the same app registration has its own subscription for a while, where Graph lets it have one.
 * `first`: ours has just gone, and the second one is the faster.
 */
export function secondDeployment(first: boolean, { from, until }: During): Weather {
  return {
    words: `second deployment${first ? ', which comes first,' : ''} until second ${until}`,
    from,
    until,
    begin: (world) => void haveSecondSubscription(world, first, until),
  };
}

async function haveSecondSubscription(world: SimulatedWorld, first: boolean, until: number): Promise<void> {
  const { tenant, time, checker, timers } = world;
  if (first) tenant.faults.add('subscription-removed');
  const url = `${GRAPH}/subscriptions`;
  const created = await tenant.respond({
    method: 'POST',
    url,
    headers: { authorization: `Bearer ${SIMULATED_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      changeType: 'created,updated',
      resource: 'communications/callRecords',
      notificationUrl: `${SECOND_ORIGIN}/api/notifications`,
      lifecycleNotificationUrl: `${SECOND_ORIGIN}/api/lifecycle`,
      clientState: 'the secret of the second deployment',
      expirationDateTime: new Date(world.instantOf(until) + HOUR_MS).toISOString(),
    }),
  });
  // The answer may be spoiled: then nobody there knows the subscription, and it ends by itself.
  const id = created.status === 201 ? /"id":"([^"]+)"/.exec(created.body)?.[1] : undefined;
  if (id === undefined) return;
  let isTheirs = true;
  tenant.on((event) => {
    if (event.type !== 'subscriptionDeleted' || event.subscriptionId !== id || !isTheirs || event.outside)
      return;
    checker.report('separate', `the subscription ${id} of the second deployment was deleted`);
  });
  time.at(world.instantOf(until), () => {
    isTheirs = false;
    void tenant.respond({
      method: 'DELETE',
      url: `${url}/${id}`,
      headers: { authorization: `Bearer ${SIMULATED_TOKEN}` },
    });
    timers.maintain.wake();
  });
}
