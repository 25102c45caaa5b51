/** What is explored: two messages about one call, over what earlier messages have stored. */

import type { CallVersion } from './call-versions.ts';
import type { MessageScript } from './delivery.ts';
import { expectationsOf } from './expectations.ts';
import { type Exploration, Explorer, type Limits } from './explore.ts';
import { type Alone, ingestAlone, storing } from './ingest-alone.ts';
import { Rules } from './rules.ts';
import { Snapshots } from './snapshot.ts';

export interface Scenario {
  /** Versions stored before, in this order. */
  readonly stored: ReadonlyArray<CallVersion>;
  readonly messages: readonly [MessageScript, MessageScript];
}

/** Ends at the first counterexample. */
export async function exploring({ stored, messages }: Scenario, limits: Limits): Promise<Exploration> {
  const snapshots = new Snapshots();
  const rules = new Rules(await expectationsOf(stored, messages));
  const explorer = new Explorer({ messages, snapshots, rules, limits });
  return await explorer.explore(await storing(snapshots, stored));
}

/**
 * Fewer runs than this cannot be all. Either one may stop anywhere before its swap for the other one to go on, which
 * with a second switch may stop anywhere again; and each such run has more places for a crash than steps before a swap.
 */
export async function fewestRuns({ stored, messages }: Scenario, limits: Limits): Promise<bigint> {
  const snapshots = new Snapshots();
  const before = await storing(snapshots, stored);
  const a = await ingestAlone(snapshots, before, messages[0]);
  const b = await ingestAlone(snapshots, before, messages[1]);
  const stops = (first: Alone, second: Alone) =>
    first.stepsBeforeSwap * (limits.switches > 1 ? second.steps : 1);
  const accidents = limits.crashes > 0 ? Math.min(a.stepsBeforeSwap, b.stepsBeforeSwap) : 1;
  return BigInt((stops(a, b) + stops(b, a)) * accidents);
}
