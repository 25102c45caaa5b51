/** What goes on when the story is told: calls of every kind, with the small troubles of every day. */

import type { CallSpec, VersionSpec } from '../graph/call.ts';
import type { FaultName } from '../graph/faults.ts';
import type { SimulatedTenant } from '../graph/tenant.ts';
import type { Random, Weighted } from '../random.ts';

/** About fifty calls a minute: the display keeps moving and can still be read. */
const MEAN_GAP_SECONDS = 1.2;

/** The simulated Graph's own shares: a quarter is told of early, and nearly half the records change once or twice. */
const TOLD_EARLY = 0.25;
const VERSIONS: Weighted<number> = [
  [1, 55],
  [2, 33],
  [3, 12],
];

/** Seconds stand for minutes, so that nobody has to wait for an hour to see a second version. */
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

/** Seconds until the next call. */
export function gapSeconds(random: Random): number {
  return Math.min(random.exponential(MEAN_GAP_SECONDS), 4 * MEAN_GAP_SECONDS);
}

/** Begins the next call of the background; everything about it follows from `random`. */
export function beginCall(tenant: SimulatedTenant, random: Random): void {
  const { callId } = tenant.startCall(callSpec(random));
  const trouble = random.weighted(TROUBLE);
  if (trouble !== undefined) tenant.faults.add(trouble, { callId });
  if (random.chance(FORGED_BESIDE)) tenant.forgeNotification();
}

/** The kind is left to the tenant, which draws it by how often calls of that kind happen. */
function callSpec(random: Random): CallSpec {
  const isEarly = random.chance(TOLD_EARLY);
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
