/** Small worlds, written by hand: whatever the script does not name is calm. */

import { isNewer, versionText } from '../../worlds/checker/truth.ts';
import type { Rule, Violation } from '../../worlds/checker/violation.ts';
import type { PlannedCall, WorldPlan } from '../../worlds/plan/plan.ts';
import { runWorld } from '../../worlds/run-world.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';

export const MINUTE = 60;
export const HOUR = 3_600;

/** What a proof finds broken; nothing when all is well. */
export type Proof = () => Promise<ReadonlyArray<Violation>>;

/** All seconds count from 09:00 on a Monday. */
const STARTS_AT = new Date('2026-11-23T09:00:00.000Z');

export const CALM: WorldPlan = {
  seed: 1,
  size: 'small',
  startsAt: STARTS_AT,
  instances: 1,
  behaviour: {
    duplicateShare: 0,
    reorderShare: 0,
    earlyNotificationShare: 0,
    maximumBatch: 1,
    duplicateSubscriptions: 'reject',
    validatesRenewals: false,
    undeclaredProperties: false,
  },
  calls: [],
  weather: [],
  deaths: [],
  stalls: [],
  clearsAt: HOUR,
  maintainEveryMinutes: 1,
  reconcileEveryMinutes: 5,
  backfillDays: 0,
};

export function inWorld(
  plan: Partial<WorldPlan>,
  prepare?: (world: SimulatedWorld) => void,
): () => Promise<ReadonlyArray<Violation>> {
  return async () => {
    const { violations } = await runWorld({ ...CALM, ...plan }, prepare);
    return violations;
  };
}

/** A short call that ends after a minute, can be read after another, and is notified then. */
export function aCall(call: Partial<PlannedCall> = {}): PlannedCall {
  return {
    endsAt: MINUTE,
    kind: 'failed',
    readableAfterSeconds: MINUTE,
    notifiedAfterSeconds: MINUTE,
    nextVersionsAfterSeconds: [],
    ...call,
  };
}

/** Something that happens so many seconds after the world began. */
export function at(world: SimulatedWorld, seconds: number, happen: () => void): void {
  world.time.at(world.plan.startsAt.getTime() + seconds * 1000, happen);
}

/** By then every call that Graph shows is stored in its newest version. Later it would be found, too, by listing. */
export function mustBeStoredBy(world: SimulatedWorld, seconds: number): void {
  at(world, seconds, () => {
    const { truth, heads, report } = world.checker;
    for (const callId of world.calls.keys()) {
      const newest = truth.newestOf(callId);
      const head = heads.of(callId);
      if (newest === undefined || (head !== undefined && !isNewer(newest, head))) continue;
      report('complete', `for long Graph has shown ${versionText(newest)}, and it is not stored`, callId);
    }
  });
}

/** For proofs that need no world. */
export function broken(rule: Rule, message: string): Violation {
  return { rule, message, at: STARTS_AT, callId: undefined };
}
