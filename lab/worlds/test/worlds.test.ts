import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { drawPlan } from '../plan/draw-plan.ts';
import type { WorldSize } from '../plan/frame.ts';
import { runWorld } from '../run-world.ts';
import { runWorlds } from '../run-worlds.ts';
import { addUp, noTallies, type Tallies } from '../world/tallies.ts';

/** Small worlds; beside each twenty of them goes a full one. `npm run simulate` runs more of both. */
const WORLDS = Number(process.env.WORLDS ?? 100);
const FULL_WORLDS = Math.ceil(WORLDS / 20);
/** A busy machine is no fault of a world, and none waits for a clock: however long they take, they all come to an end. */
const NO_TIME_LIMIT = 0;

async function run(worlds: number, size: WorldSize): Promise<{ failures: Array<string>; total: Tallies }> {
  const failures: Array<string> = [];
  let total = noTallies();
  await runWorlds({
    from: 1,
    worlds,
    size,
    jobs: availableParallelism(),
    onWorld: ({ tallies, failure }) => {
      total = addUp(total, tallies);
      if (failure !== undefined) failures.push(failure);
    },
  });
  return { failures, total };
}

it(`keeps every rule in ${WORLDS} small worlds of calls, crashes and outages`, {
  timeout: NO_TIME_LIMIT,
}, async () => {
  const { failures, total } = await run(WORLDS, 'small');
  expect(failures.join('\n\n')).toBe('');
  expect(total.worlds).toBe(WORLDS);
  // The worlds are no calm ones: what is to be survived has happened.
  for (const trouble of [
    'deaths',
    'repliesLost',
    'storageFailures',
    'throttled',
    'forged',
    'dropped',
  ] as const) {
    expect([trouble, total[trouble] > 0]).toEqual([trouble, true]);
  }
});

it(`keeps every rule in ${FULL_WORLDS} worlds of a hundred notifications and more`, {
  timeout: NO_TIME_LIMIT,
}, async () => {
  const { failures, total } = await run(FULL_WORLDS, 'full');
  expect(failures.join('\n\n')).toBe('');
  expect(total.notifications / total.worlds).toBeGreaterThan(100);
});

it('runs a world the same way every time', async () => {
  const first = await runWorld(drawPlan(7, 'small'));
  const again = await runWorld(drawPlan(7, 'small'));
  expect(again.fingerprint).toBe(first.fingerprint);
  expect(again.journal.entries().map(({ tell }) => tell())).toEqual(
    first.journal.entries().map(({ tell }) => tell()),
  );
});
