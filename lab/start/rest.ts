/** When everything that has begun has come to its end. */

import type { Clock } from '../../src/ports/clock.ts';
import type { SimulatedTenant } from '../graph/tenant.ts';

/** What is due later than this belongs to no call: the end of a subscription, days away. */
const OF_A_CALL_MS = 5 * 60_000;

/** Whether Graph has nothing more to say about any call. */
export function isGraphQuiet(tenant: Pick<SimulatedTenant, 'nextDueAt'>, now: Date): boolean {
  const dueAt = tenant.nextDueAt();
  return dueAt === undefined || dueAt.getTime() - now.getTime() > OF_A_CALL_MS;
}

const LOOK_EVERY_MS = 200;

/** Resolves with true as soon as `isDone` holds, with false when it does not within so many seconds. */
export async function within(
  seconds: number,
  isDone: () => boolean | Promise<boolean>,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const until = clock.now().getTime() + seconds * 1000;
  while (!(await isDone())) {
    if (clock.now().getTime() >= until || signal.aborted) return false;
    await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
  }
  return true;
}
