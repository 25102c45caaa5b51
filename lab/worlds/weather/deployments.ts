/** The app is deployed again, in another release or the same, or gets more or fewer instances. */

import { createHash } from 'node:crypto';
import { CHANGED_TABLES, ofEarlierRelease } from '../../storage/earlier-release.ts';
import type { SimulatedWorld } from '../world/world.ts';
import type { Weather } from './weather.ts';

/** All instances are replaced; those before end after what they are doing, or at once. */
interface Deployment {
  readonly abrupt?: boolean;
  /** The new origin of the webhook; requests to the one before are still served. */
  readonly moves?: boolean;
  /** A new secret; the one before stays accepted until `forgetsPrevious`. */
  readonly newSecret?: boolean;
  readonly forgetsPrevious?: boolean;
}

export function deployment(what: Deployment, at: number): Weather {
  return { words: `deployment ${JSON.stringify(what)}`, from: at, begin: (world) => deploy(world, what) };
}

/** An operator does not remove a secret that a subscription still carries. */
const LOOK_AGAIN_MS = 10 * 60_000;

function deploy(world: SimulatedWorld, what: Deployment): void {
  const { fleet, time, random } = world;
  const before = fleet.deployment;
  if (what.forgetsPrevious && !isServedWith(world, before.secret)) {
    time.in(LOOK_AGAIN_MS, () => deploy(world, what));
    return;
  }
  const origin = what.moves ? `https://calls-${random.hex(6)}.contoso.com` : before.origin;
  const secret = what.newSecret ? `a later secret ${random.hex(12)}` : before.secret;
  const kept = what.newSecret ? before.secret : before.previousSecret;
  const previousSecret = what.forgetsPrevious ? undefined : kept;
  fleet.deploy({ origin, secret, previousSecret }, what.abrupt === true);
  world.timers.maintain.wake();
}

/** Whether Graph's only subscriptions carry this secret: then the one before may be forgotten. */
function isServedWith({ tables }: SimulatedWorld, secret: string): boolean {
  const hash = createHash('sha256').update(secret).digest('hex');
  const live = [...tables.rows('Subscriptions')].filter(({ cells }) => cells.State?.value === 'live');
  return live.length > 0 && live.every(({ cells }) => cells.ClientStateHash?.value === hash);
}

/** The app is upgraded: an earlier release wrote all that stands by then, whole calls and what was left of others. */
export function upgrade(at: number): Weather {
  return {
    words: 'upgrade from an earlier release',
    from: at,
    begin({ fleet, tables, checker }) {
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
