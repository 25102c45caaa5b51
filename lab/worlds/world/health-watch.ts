/** Asks health while something stands that is on no way to being done: it must not say that all is well. */

import { MINUTE_MS } from '../../../src/language/milliseconds.ts';
import { RED_WITHIN_MS, type Standing } from '../checker/shown.ts';
import type { SimulatedWorld } from './world.ts';

/** Codes of reasons; undefined when no instance is there to be asked. */
export type AskHealth = (world: SimulatedWorld) => Promise<ReadonlyArray<string> | undefined>;

const LOOK_EVERY_MS = 5 * MINUTE_MS;

export function watchHealth(world: SimulatedWorld, ask: AskHealth = askHealth): void {
  const { time, timers } = world;
  const look = () => {
    time.in(LOOK_EVERY_MS, look);
    const standing = standingIn(world);
    if (standing.length === 0) return;
    // Runs are left out where they make no difference: here health would complain of that.
    timers.maintain.wake();
    timers.reconcile.wake();
    if (standing.some((one) => isTooLong(world, one))) void judge(world, ask);
  };
  time.in(LOOK_EVERY_MS, look);
}

/** Of an instance that gets new work; never settles when that one ends. */
export async function askHealth({ fleet }: SimulatedWorld): Promise<ReadonlyArray<string> | undefined> {
  const report = await fleet.any()?.application.statusReport();
  return report?.reasons.map(({ code }) => code);
}

async function judge(world: SimulatedWorld, ask: AskHealth): Promise<void> {
  const { checker, tallies } = world;
  const reasons = await ask(world);
  if (reasons === undefined || reasons.length > 0) return;
  // The answer has taken its time.
  const [first] = standingIn(world).filter((one) => isTooLong(world, one));
  if (first === undefined) return;
  tallies.falseGreenMinutes += (stoodFor(world, first) - RED_WITHIN_MS) / MINUTE_MS;
  const since = new Date(first.since).toISOString();
  checker.report('honest', `health says that all is well, and since ${since} ${first.what}`, first.callId);
}

function standingIn({ checker, queue }: SimulatedWorld): ReadonlyArray<Standing> {
  return checker.shown.standing({
    queue: queue.messages('queue'),
    poisonQueue: queue.messages('poisonQueue'),
  });
}

function isTooLong(world: SimulatedWorld, standing: Standing): boolean {
  return stoodFor(world, standing) > RED_WITHIN_MS;
}

/** In milliseconds; the time in which no instance was there to say so does not count. */
function stoodFor({ time, fleet }: SimulatedWorld, { since }: Standing): number {
  return time.milliseconds - Math.max(since, fleet.worksSince);
}
