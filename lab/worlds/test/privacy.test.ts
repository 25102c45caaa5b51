/** Worlds in which users are erased and excluded while Graph sends late versions. */

import { expect, test } from 'vitest';
import type { PlannedCall } from '../plan/frame.ts';
import { calmPlan, HOUR, MINUTE, plannedCall } from '../plan/plan.ts';
import { runWorld } from '../run-world.ts';
import { upgrade } from '../weather/deployments.ts';
import { exporting, rebuilding, replaying } from '../weather/operating.ts';
import { erasure, exclusion, handingOver, lift } from '../weather/privacy.ts';
import { slowStorage } from '../weather/storage.ts';
import type { SimulatedWorld } from '../world/world.ts';

/** One every ten minutes; every other one has versions that come minutes and hours later. */
const calls: ReadonlyArray<PlannedCall> = Array.from({ length: 40 }, (_, index) =>
  plannedCall({
    kind: index % 4 === 0 ? 'group-call' : index % 8 === 1 ? 'meeting' : 'peer-to-peer',
    ...(index % 8 === 1 ? { participants: 4, sessions: 3 } : {}),
    endsAt: index * 10 * MINUTE + MINUTE,
    readableAfterSeconds: MINUTE,
    notifiedAfterSeconds: MINUTE,
    nextVersionsAfterSeconds: index % 2 === 0 ? [] : [20 * MINUTE, 5 * HOUR],
  }),
);

const OTHERS = ['pstn-inbound', 'federated', 'call-queue', 'failed'] as const;

test('when telephones and guests are erased and excluded by any of their ids, nothing that is not to be kept is left', {
  timeout: 240_000,
}, async () => {
  const others = calls.slice(0, 24).map((call, index) => ({
    ...call,
    kind: OTHERS[index % 4] ?? 'failed',
    ...(index % 4 === 3 ? { links: index } : {}),
  }));
  const weather = Array.from({ length: 12 }, (_, draw) => erasure(draw, 3 * HOUR + draw * 10 * MINUTE));
  const excluded = [exclusion('user', 12, 2 * HOUR), exclusion('user', 13, 5 * HOUR)];
  const { violations } = await runWorld(
    calmPlan({ calls: others, weather: [...weather, ...excluded], clearsAt: 8 * HOUR }),
  );
  expect(violations.map(({ rule, message, callId }) => `${rule}: ${message} ${callId ?? ''}`)).toEqual([]);
});

test.each([
  ['a user is erased', 'no call is', [erasure(1, 3 * HOUR)]],
  ['a user is excluded', 'a call is', [exclusion('user', 2, 3 * HOUR)]],
  ['the calls of an organizer are excluded', 'a call is', [exclusion('organizer', 3, 3 * HOUR)]],
  ['a meeting is excluded', 'a call is', [exclusion('meeting', 4, 3 * HOUR)]],
  [
    'an exclusion is lifted while operators export, replay and rebuild',
    'no call is',
    [
      exclusion('user', 2, 2 * HOUR),
      exporting(2 * HOUR + 10 * MINUTE),
      upgrade(3 * HOUR),
      rebuilding(3 * HOUR + 5 * MINUTE),
      replaying(5, 3 * HOUR + 20 * MINUTE),
      lift(5 * HOUR),
      exporting(6 * HOUR),
    ],
  ],
])(
  'when %s, nothing that is not to be kept is left, everything else is whole, and %s withheld in the end',
  { timeout: 240_000 },
  async (_, withheld, weather) => {
    const seen = { world: undefined as SimulatedWorld | undefined };
    const { violations } = await runWorld(
      calmPlan({ calls, instances: 2, weather, clearsAt: 8 * HOUR }),
      (world) => {
        seen.world = world;
      },
    );
    expect(violations.map(({ rule, message, callId }) => `${rule}: ${message} ${callId ?? ''}`)).toEqual([]);
    const { stored } = seen.world?.checker.heads ?? {};
    const isOne = stored?.callIds.some((callId) => stored.of(callId).head?.isWithheld === true);
    expect(isOne).toBe(withheld === 'a call is');
    const erasures = [...(seen.world?.tables.rows('Withheld') ?? [])].filter(({ rowKey }) =>
      rowKey.startsWith('erasure_'),
    );
    for (const { cells } of erasures) expect(Number(cells.Calls?.value)).toBeGreaterThan(0);
  },
);

test('where the app is upgraded while somebody is handed over what is held, the command runs again', async () => {
  const at = 7 * HOUR;
  const slow = slowStorage({ mostMilliseconds: 20_000, from: at, until: at + 20 * MINUTE });
  const asked = Array.from({ length: 8 }, (_, draw) => handingOver(draw, at + 1));
  const { violations } = await runWorld(
    calmPlan({ calls, weather: [slow, ...asked, upgrade(at + 3 * MINUTE)], clearsAt: 8 * HOUR }),
  );
  expect(violations).toEqual([]);
});
