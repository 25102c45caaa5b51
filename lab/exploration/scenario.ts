/** What is explored: two messages about one call, over what earlier messages have stored. */

import type { CallVersion } from './call-versions.ts';
import type { MessageScript } from './delivery.ts';
import { type Exploration, Explorer, type Limits } from './explore.ts';
import { type Alone, ingestAlone, storing, unfinished } from './ingest-alone.ts';
import type { ExploredRules } from './rules.ts';
import { type Snapshot, Snapshots } from './snapshot.ts';

export type Messages = readonly [MessageScript, MessageScript];

export interface Scenario {
  /** What the tables hold before the messages come. */
  readonly before: (snapshots: Snapshots) => Promise<Snapshot>;
  readonly messages: Messages;
  /** What must hold, of what was there before. */
  readonly rules: (
    snapshots: Snapshots,
    before: Snapshot,
    messages: Messages,
  ) => ExploredRules | Promise<ExploredRules>;
}

/** The versions are stored, one after the other; nothing is there where there are none. */
export function having(...versions: ReadonlyArray<CallVersion>): Scenario['before'] {
  return (snapshots) => storing(snapshots, versions);
}

/** An ingest of the message has left something that ended just before it swapped the head, or just after. */
export function leftBy(
  message: MessageScript,
  end: 'before the swap' | 'after the swap',
  before: Scenario['before'],
): Scenario['before'] {
  return async (snapshots) => unfinished(snapshots, await before(snapshots), message, end);
}

/** Ends at the first counterexample. */
export async function exploring(scenario: Scenario, limits: Limits): Promise<Exploration> {
  const { messages } = scenario;
  const snapshots = new Snapshots();
  const before = await scenario.before(snapshots);
  const rules = await scenario.rules(snapshots, before, messages);
  return await new Explorer({ messages, snapshots, rules, limits }).explore(before);
}

/**
 * Fewer runs than this cannot be all. Either one may stop anywhere before its swap for the other one to go on, which
 * with a second switch may stop anywhere again; and each such run has more places for a crash than steps before a swap.
 */
export async function fewestRuns(scenario: Scenario, limits: Limits): Promise<bigint> {
  const { messages } = scenario;
  const snapshots = new Snapshots();
  const before = await scenario.before(snapshots);
  const a = await ingestAlone(snapshots, before, messages[0]);
  const b = await ingestAlone(snapshots, before, messages[1]);
  const stops = (first: Alone, second: Alone) =>
    first.stepsBeforeSwap * (limits.switches > 1 ? second.steps : 1);
  const accidents = limits.crashes > 0 ? Math.min(a.stepsBeforeSwap, b.stepsBeforeSwap) : 1;
  return BigInt((stops(a, b) + stops(b, a)) * accidents);
}
