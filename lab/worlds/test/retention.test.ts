/** Worlds of many days in which calls expire while Graph sends late versions, and KEEP_DAYS is shortened and lengthened. */

import { expect, test } from 'vitest';
import type { PlannedCall, PlannedFate } from '../plan/frame.ts';
import { calmPlan, DAY, HOUR, plannedCall } from '../plan/plan.ts';
import { runWorld } from '../run-world.ts';
import { keeping } from '../weather/keeping.ts';
import type { SimulatedWorld } from '../world/world.ts';

/** Two calls a day, the first of them just after midnight; every other one has a version that comes days later. */
function callsOf(days: number): ReadonlyArray<PlannedCall> {
  return Array.from({ length: 2 * days }, (_, index) =>
    plannedCall({
      kind: 'peer-to-peer',
      endsAt: 15 * HOUR + index * 12 * HOUR + 60,
      readableAfterSeconds: 60,
      notifiedAfterSeconds: 60,
      nextVersionsAfterSeconds: index % 2 === 0 ? [] : [2 * HOUR, 4 * DAY],
    }),
  );
}

/** Processes that end in the middle of deleting. */
const fates: ReadonlyArray<PlannedFate> = [75, 99, 101, 124, 148, 149].map((ordinal, index) => ({
  during: 'retain',
  ordinal,
  moments: [{ request: 12 + 5 * index, phase: index % 2 === 0 ? 'before' : 'after' }],
}));

async function retained(
  keepDays: number,
  ...changes: ReadonlyArray<readonly [at: number, keepDays: number]>
) {
  const plan = calmPlan({
    calls: callsOf(9),
    fates,
    instances: 2,
    keepDays,
    weather: changes.map(([at, days]) => keeping(days, at)),
    clearsAt: 10 * DAY,
  });
  const seen = { world: undefined as SimulatedWorld | undefined };
  const { violations, tallies } = await runWorld(plan, (world) => {
    seen.world = world;
  });
  const stored = [...(seen.world?.tables.rows('CallRecords') ?? [])].length;
  return { violations, stored, ended: tallies.calls };
}

test.each([
  ['KEEP_DAYS is shortened from six days to three', 6, [[5 * DAY, 3]]],
  [
    'KEEP_DAYS is lengthened from three days to six, and shortened again',
    3,
    [
      [5 * DAY, 6],
      [8 * DAY, 3],
    ],
  ],
] as const)(
  'when %s, what is not kept is gone whole, what is kept is whole, and health has nothing to say',
  { timeout: 240_000 },
  async (_, keepDays, changes) => {
    const { violations, stored } = await retained(keepDays, ...changes);
    expect(violations.map(({ rule, message, callId }) => `${rule}: ${message} ${callId ?? ''}`)).toEqual([]);
    // Of nine days and the call that ends the world.
    expect(stored).toBeGreaterThan(5);
    expect(stored).toBeLessThan(19);
  },
);
