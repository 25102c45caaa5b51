/** KEEP_DAYS is set, or another one is: an operator deploys it, and agrees to it where health says that it waits. */

import { askHealth } from '../world/health-watch.ts';
import { ACCOUNT, type } from '../world/typed.ts';
import type { SimulatedWorld } from '../world/world.ts';
import { deploy } from './deployments.ts';
import type { Weather } from './weather.ts';

/** `why`: for readers. */
export function keeping(days: number, at: number, why = 'set'): Weather {
  return {
    words: `KEEP_DAYS is ${why}: ${days}`,
    from: at,
    begin(world) {
      deploy(world, { keepDays: days });
      world.timers.retain.wake();
      world.time.in(LOOK_EVERY_MS, () => void agree(world, days));
    },
  };
}

/** From then on calls are kept for ever again, without anybody's agreement. */
export function keepingForEver(at: number): Weather {
  return {
    words: 'KEEP_DAYS is unset',
    from: at,
    begin(world) {
      deploy(world, { keepDays: undefined });
      world.timers.retain.wake();
    },
  };
}

/** An operator looks at health so often. */
const LOOK_EVERY_MS = 20 * 60_000;

/** Until it applies, or another one is deployed. */
async function agree(world: SimulatedWorld, days: number): Promise<void> {
  const { fleet, time, checker } = world;
  if (fleet.deployment.keepDays !== days || checker.kept.applies === days) return;
  // Before health is asked: an instance that ends gives no answer.
  time.in(LOOK_EVERY_MS, () => void agree(world, days));
  const reasons = await askHealth(world);
  if (reasons?.includes('retentionUnconfirmed') !== true) return;
  checker.kept.agreed(days);
  await type(world, ['retention', '--confirm', String(days), '--yes', ACCOUNT]);
}
