/** One message ingested by itself. */

import { NOTHING_WITHHELD, type Withheld } from '../../src/withheld/withheld.ts';
import type { TableCall } from '../storage/table-call.ts';
import { Behaviour } from './behaviour.ts';
import type { CallVersion } from './call-versions.ts';
import type { MessageScript } from './delivery.ts';
import type { Snapshot, Snapshots } from './snapshot.ts';

/** The one write that changes what readers see. */
export function isSwap({ table, method }: TableCall): boolean {
  return table === 'CallRecords' && (method === 'insert' || method === 'replace');
}

export interface Alone {
  /** What it leaves. */
  readonly snapshot: Snapshot;
  /** Requests before the one that swaps the head. */
  readonly stepsBeforeSwap: number;
}

/** To its end, or for so many requests. */
export async function ingestAlone(
  snapshots: Snapshots,
  stored: Snapshot,
  message: MessageScript,
  mostSteps = Number.POSITIVE_INFINITY,
): Promise<Alone> {
  const behaviour = new Behaviour(message);
  let snapshot = stored;
  let steps = 0;
  let stepsBeforeSwap = 0;
  let standstill = await behaviour.begin(1, 0);
  for (; standstill.next !== undefined && steps < mostSteps; steps += 1) {
    if (isSwap(standstill.next)) stepsBeforeSwap = steps;
    const { reply, ...after } = await snapshots.carryOut(snapshot, standstill.next);
    snapshot = after.snapshot;
    standstill = await behaviour.answer(standstill, reply);
  }
  return { snapshot, stepsBeforeSwap };
}

/** The versions stored one after the other. */
export async function storing(
  snapshots: Snapshots,
  versions: ReadonlyArray<CallVersion>,
  withheld: Withheld = NOTHING_WITHHELD,
): Promise<Snapshot> {
  let snapshot = snapshots.empty;
  for (const [index, version] of versions.entries()) {
    const message: MessageScript = { name: `c${index}`, reason: 'notification', shows: [version], withheld };
    ({ snapshot } = await ingestAlone(snapshots, snapshot, message));
  }
  return snapshot;
}

/** What an ingest has left that ended just before it swapped the head, or just after. */
export async function unfinished(
  snapshots: Snapshots,
  stored: Snapshot,
  message: MessageScript,
  end: 'before the swap' | 'after the swap',
): Promise<Snapshot> {
  const { stepsBeforeSwap } = await ingestAlone(snapshots, stored, message);
  const steps = stepsBeforeSwap + (end === 'before the swap' ? 0 : 1);
  return (await ingestAlone(snapshots, stored, message, steps)).snapshot;
}
