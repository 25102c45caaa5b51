/** Worlds in which users are erased and excluded while Graph sends late versions. */

import { expect, test } from 'vitest';
import type { PlannedCall } from '../plan/frame.ts';
import { calmPlan, HOUR, MINUTE, plannedCall } from '../plan/plan.ts';
import { runWorld } from '../run-world.ts';
import { erasure, exclusion } from '../weather/privacy.ts';
import type { SimulatedWorld } from '../world/world.ts';

/** One every ten minutes; every other one has versions that come minutes and hours later. */
const calls: ReadonlyArray<PlannedCall> = Array.from({ length: 40 }, (_, index) =>
  plannedCall({
    kind: index % 4 === 0 ? 'group-call' : 'peer-to-peer',
    endsAt: index * 10 * MINUTE + MINUTE,
    readableAfterSeconds: MINUTE,
    notifiedAfterSeconds: MINUTE,
    nextVersionsAfterSeconds: index % 2 === 0 ? [] : [20 * MINUTE, 5 * HOUR],
  }),
);

test.each([
  ['a user is erased', [erasure(1, 3 * HOUR)]],
  ['a user is excluded', [exclusion(2, 3 * HOUR)]],
])(
  'when %s, nothing that is not to be kept is left, and everything else is whole',
  { timeout: 240_000 },
  async (_, weather) => {
    const seen = { world: undefined as SimulatedWorld | undefined };
    const { violations } = await runWorld(
      calmPlan({ calls, instances: 2, weather, clearsAt: 8 * HOUR }),
      (world) => {
        seen.world = world;
      },
    );
    expect(violations.map(({ rule, message, callId }) => `${rule}: ${message} ${callId ?? ''}`)).toEqual([]);
    const rows = [...(seen.world?.tables.rows('Withheld') ?? [])];
    expect(rows.map(({ cells }) => Number(cells.Calls?.value) > 0)).toEqual([true]);
  },
);
