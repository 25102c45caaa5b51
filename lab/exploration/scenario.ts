/** What is explored: two messages about one call, over what earlier messages have stored. */

import type { CallVersion } from './call-versions.ts';
import type { MessageScript } from './delivery.ts';
import { type Exploration, Explorer, type Limits } from './explore.ts';
import { storing, unfinished } from './ingest-alone.ts';
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
