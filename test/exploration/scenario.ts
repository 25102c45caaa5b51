/** What is explored: two messages about one call, over what earlier messages have stored. */

import type { CallVersion } from './call-versions.ts';
import type { MessageScript } from './delivery.ts';
import { expectationsOf, storing } from './expectations.ts';
import { type Exploration, Explorer, type Limits } from './explore.ts';
import { ingestAlone } from './ingest-alone.ts';
import { Rules } from './rules.ts';
import type { Sabotage } from './sabotage.ts';
import { Snapshots } from './snapshot.ts';
import { Texts } from './texts.ts';

export interface Scenario {
  /** Versions stored before, in this order. */
  readonly stored: ReadonlyArray<CallVersion>;
  readonly messages: readonly [MessageScript, MessageScript];
}

/** Ends at the first counterexample. */
export async function exploring(
  { stored, messages }: Scenario,
  limits: Limits,
  sabotage?: Sabotage,
): Promise<Exploration> {
  const snapshots = new Snapshots(new Texts());
  const rules = new Rules(await expectationsOf(snapshots, stored, messages));
  const explorer = new Explorer({ messages, snapshots, rules, limits, sabotage });
  return await explorer.explore(await storing(snapshots, stored));
}

/**
 * Fewer runs than this cannot be all: either one may stop anywhere before its swap, for the other one to go on, and
 * that one be disturbed (by a switch back, or by a crash) at each of its own steps.
 */
export async function fewestRuns({ stored, messages }: Scenario): Promise<bigint> {
  const snapshots = new Snapshots(new Texts());
  const before = await storing(snapshots, stored);
  const [a, b] = messages;
  const alone = [await ingestAlone(snapshots, before, a), await ingestAlone(snapshots, before, b)] as const;
  return BigInt(alone[0].stepsBeforeSwap * alone[1].steps + alone[1].stepsBeforeSwap * alone[0].steps);
}
