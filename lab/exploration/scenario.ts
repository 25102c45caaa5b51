/** What is explored: two messages about one call, over what earlier messages have stored. */

import { replayCall } from '../../src/pending/replay-call.ts';
import { createStore } from '../../src/rows/store.ts';
import { ofEarlierRelease } from '../storage/earlier-release.ts';
import { askingTables } from '../storage/table-call.ts';
import { CALL_ID, type CallVersion, TENANT_ID } from './call-versions.ts';
import { type MessageScript, STOPPED_CLOCK } from './delivery.ts';
import { expectationsOf } from './expectations.ts';
import { type Exploration, Explorer, type Limits } from './explore.ts';
import { type Alone, ingestAlone, storing } from './ingest-alone.ts';
import { Rules } from './rules.ts';
import { type Snapshot, Snapshots } from './snapshot.ts';

export interface Scenario {
  /** Versions stored before, in this order. */
  readonly stored: ReadonlyArray<CallVersion>;
  /** An earlier release stored them. */
  readonly isOfEarlierRelease?: true;
  readonly messages: readonly [MessageScript, MessageScript];
}

/** Ends at the first counterexample. */
export async function exploring(scenario: Scenario, limits: Limits): Promise<Exploration> {
  const { stored, messages } = scenario;
  const snapshots = new Snapshots();
  const before = await beginning(snapshots, scenario);
  const rules = new Rules(await expectationsOf(before, stored, messages));
  return await new Explorer({ messages, snapshots, rules, limits }).explore(before);
}

async function beginning(
  snapshots: Snapshots,
  { stored, isOfEarlierRelease, messages }: Scenario,
): Promise<Snapshot> {
  const rows = await storing(snapshots, stored);
  const before = isOfEarlierRelease ? snapshots.rewritten(rows, ofEarlierRelease) : rows;
  return messages.some(({ reason }) => reason === 'replay') ? askingForReplay(snapshots, before) : before;
}

/** The message of a replay comes from a row that asks for it. */
async function askingForReplay(snapshots: Snapshots, before: Snapshot): Promise<Snapshot> {
  let snapshot = before;
  const tables = askingTables(async (call) => {
    const { reply, ...after } = await snapshots.carryOut(snapshot, call);
    snapshot = after.snapshot;
    if ('error' in reply) throw reply.error;
    return reply.value;
  });
  await replayCall(createStore({ tables, tenantId: TENANT_ID, clock: STOPPED_CLOCK }), CALL_ID);
  return snapshot;
}

/**
 * Fewer runs than this cannot be all. Either one may stop anywhere before its swap for the other one to go on, which
 * with a second switch may stop anywhere again; and each such run has more places for a crash than steps before a swap.
 */
export async function fewestRuns(scenario: Scenario, limits: Limits): Promise<bigint> {
  const { messages } = scenario;
  const snapshots = new Snapshots();
  const before = await beginning(snapshots, scenario);
  const a = await ingestAlone(snapshots, before, messages[0]);
  const b = await ingestAlone(snapshots, before, messages[1]);
  const stops = (first: Alone, second: Alone) =>
    first.stepsBeforeSwap * (limits.switches > 1 ? second.steps : 1);
  const accidents = limits.crashes > 0 ? Math.min(a.stepsBeforeSwap, b.stepsBeforeSwap) : 1;
  return BigInt((stops(a, b) + stops(b, a)) * accidents);
}
