/** What is true of small worlds that are written by hand. */

import type { Limits } from '../../exploration/explore.ts';
import { exploring, type Scenario } from '../../exploration/scenario.ts';
import { isNewer, versionText } from '../../judge/truth.ts';
import type { Rule, Violation } from '../../worlds/checker/violation.ts';
import type { PlannedCall } from '../../worlds/plan/frame.ts';
import type { WorldPlan } from '../../worlds/plan/plan.ts';
import { calmPlan, HOUR, MINUTE, plannedCall } from '../../worlds/plan/plan.ts';
import { runWorld } from '../../worlds/run-world.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';

/** What a proof finds broken; nothing when all is well. */
export type Proof = () => Promise<ReadonlyArray<Violation>>;

/** What no plan can say: something is done to the world before it begins, or comes to it later. */
export type Prepare = (world: SimulatedWorld) => void;

export function inWorld(plan: Partial<WorldPlan>, ...prepared: ReadonlyArray<Prepare>): Proof {
  const prepare: Prepare = (world) => {
    for (const each of prepared) each(world);
  };
  return async () => (await runWorld(calmPlan(plan), prepare)).violations;
}

/** The counterexample to the scenario, within the first of the limits that has one. */
export function explored(scenario: Scenario, ...limits: ReadonlyArray<Limits>): Proof {
  return async () => {
    for (const each of limits) {
      const { counterexample } = await exploring(scenario, each);
      if (counterexample === undefined) continue;
      const { rule, message, timeline } = counterexample;
      return [broken(rule, [message, ...timeline].join('\n'))];
    }
    return [];
  };
}

/** A short call that ends after a minute, can be read after another, and is notified then. */
export function aCall(call: Partial<PlannedCall> = {}): PlannedCall {
  return plannedCall({ readableAfterSeconds: MINUTE, notifiedAfterSeconds: MINUTE, ...call });
}

/** Something that happens so many seconds after the world began. */
export function at(seconds: number, happen: (world: SimulatedWorld) => unknown): Prepare {
  return (world) => world.time.at(world.instantOf(seconds), () => void happen(world));
}

/** By then every call that Graph shows is stored in its newest version. Later it would be found, too, by listing. */
export function mustBeStoredBy(seconds: number): Prepare {
  return at(seconds, ({ checker: { truth, heads, report }, calls }) => {
    for (const callId of calls.keys()) {
      const newest = truth.newestOf(callId);
      const head = heads.of(callId);
      if (newest === undefined || (head !== undefined && !isNewer(newest, head))) continue;
      report('complete', `for long Graph has shown ${versionText(newest)}, and it is not stored`, callId);
    }
  });
}

/** For proofs that need no world. */
export function broken(rule: Rule, message: string): Violation {
  return { rule, message, at: new Date(0), callId: undefined };
}

/** A call in each of so many hours, an hour apart, the first of which ends after two minutes. */
export const hourly = (hours: number) =>
  Array.from({ length: hours }, (_, hour) => aCall({ endsAt: hour * HOUR + 2 * MINUTE }));
