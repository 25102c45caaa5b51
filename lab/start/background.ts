/** Calls of every kind, with the small troubles of every day: after the story, and while hosts are killed. */

import type { CallSpec, VersionSpec } from '../graph/call.ts';
import type { FaultName } from '../graph/faults.ts';
import type { SimulatedTenant } from '../graph/tenant.ts';
import type { Random, Weighted } from '../random.ts';
import type { Stage } from './demonstration.ts';

/** The simulated Graph's own shares: a quarter is notified early, and nearly half the records change once or twice. */
const NOTIFIED_EARLY = 0.25;
const VERSIONS: Weighted<number> = [
  [1, 55],
  [2, 33],
  [3, 12],
];

/** Seconds stand for minutes, so that a second version comes while one watches. */
const NEXT_VERSION_SECONDS = { least: 2, most: 4 } as const;

/** What may go wrong with a fetch. All of it passes within seconds. */
const TROUBLE: Weighted<FaultName | undefined> = [
  [undefined, 88],
  ['throttled-fraction', 4],
  ['connection-reset', 3],
  ['server-error', 3],
  ['notification-duplicated', 2],
];
const FORGED_BESIDE = 0.04;

/** Lets so many calls happen; everything about them follows from `random`. Resolves when the last one has begun. */
export async function playCalls(
  stage: Stage,
  random: Random,
  { calls, meanGapSeconds }: { readonly calls: number; readonly meanGapSeconds: number },
): Promise<void> {
  for (let number = 0; number < calls && !stage.signal.aborted; number += 1) {
    await roomForCalls(stage);
    if (stage.signal.aborted) return;
    const own = random.fork('call', number);
    beginCall(stage.tenant, own);
    const gapSeconds = Math.min(own.fork('gap').exponential(meanGapSeconds), 4 * meanGapSeconds);
    if (number + 1 < calls) await pause(stage, gapSeconds);
  }
}

/** A machine that keeps up has some thirty under way. */
const MOST_WAITING = 200;
/** Calls begin again once so few wait. */
const FEW_WAITING = 50;

/** Resolves when another call may begin: a webhook that cannot keep up refuses, and Graph sends all that again. */
async function roomForCalls(stage: Stage): Promise<void> {
  const { waiting, clock, tell } = stage;
  if (waiting === undefined || waiting() <= MOST_WAITING) return;
  tell({ type: 'callsHeldBack', at: clock.now(), waiting: waiting() });
  while (waiting() > FEW_WAITING) if (!(await pause(stage, 1))) return;
  tell({ type: 'callsGoOn', at: clock.now() });
}

/** False when the signal was aborted. */
export async function pause({ clock, signal }: Stage, seconds: number): Promise<boolean> {
  await clock.sleep(seconds * 1000, signal).catch(() => undefined);
  return !signal.aborted;
}

function beginCall(tenant: SimulatedTenant, random: Random): void {
  const { callId } = tenant.startCall(callSpec(random));
  const trouble = random.weighted(TROUBLE);
  if (trouble !== undefined) tenant.faults.add(trouble, { callId });
  if (random.chance(FORGED_BESIDE)) tenant.forgeNotification();
}

/** The kind is left to the tenant, which draws it by how often calls of that kind happen. */
function callSpec(random: Random): CallSpec {
  const isEarly = random.chance(NOTIFIED_EARLY);
  const readableAfterSeconds = isEarly ? random.decimal(2, 5, 1) : random.decimal(0, 1, 1);
  const notifiedAfterSeconds = isEarly
    ? random.decimal(0, readableAfterSeconds / 2, 1)
    : readableAfterSeconds + random.decimal(0, 1, 1);
  const versions = Array.from({ length: random.weighted(VERSIONS) }, (): VersionSpec => {
    const { least, most } = NEXT_VERSION_SECONDS;
    return { afterSeconds: random.decimal(least, most, 1) };
  });
  return { readableAfterSeconds, notifiedAfterSeconds, versions };
}
