import { describe, expect, test } from 'vitest';
import { createTenant, type SimulatedTenant } from '../../graph/tenant.ts';
import { ManualClock } from '../../manual-clock.ts';
import { Random } from '../../random.ts';
import { playCalls } from '../background.ts';
import { playStory } from '../npm-start.ts';
import type { LocalEvent } from '../observed.ts';

interface Performance {
  readonly tenant: SimulatedTenant;
  readonly acts: ReadonlyArray<number>;
  readonly seconds: number;
}

async function perform(
  options: { readonly calls: number; readonly seed: number },
  stopAfterActs = Number.POSITIVE_INFINITY,
): Promise<Performance> {
  const clock = new ManualClock();
  const startedAt = clock.now().getTime();
  const transport = { post: async () => ({ error: 'unreachable' }) as const };
  const tenant = createTenant({ seed: options.seed, clock, transport });
  const stop = new AbortController();
  const acts: Array<number> = [];
  const tell = (event: LocalEvent) => {
    if (event.type === 'actBegun') acts.push(event.act);
    if (acts.length >= stopAfterActs) stop.abort();
  };
  await playStory({ tenant, clock, tell, signal: stop.signal }, options);
  return { tenant, acts, seconds: (clock.now().getTime() - startedAt) / 1000 };
}

function cast({ tenant }: Performance): ReadonlyArray<string> {
  return tenant.truth().map(({ callId, kind }) => `${callId} ${kind}`);
}

describe('the story', () => {
  test('is told whole, and goes on until so many calls have happened', async () => {
    const performance = await perform({ calls: 25, seed: 1 });
    expect(performance.acts).toEqual([7, 8, 9, 0, 1, 2, 3, 4, 5, 6]);
    expect(cast(performance)).toHaveLength(25);
    expect(performance.seconds).toBeLessThan(60);
  });

  test.each([
    [1, [7, 8, 9, 0, 5]],
    [3, [7, 8, 9, 0, 1, 2, 5]],
    [6, [7, 8, 9, 0, 1, 2, 3, 4, 5, 6]],
  ])('leaves out acts for which %i calls are too few', async (calls, acts) => {
    const performance = await perform({ calls, seed: 1 });
    expect(performance.acts).toEqual(acts);
    expect(cast(performance)).toHaveLength(calls);
  });

  test('is the same for the same seed, and another for another', async () => {
    const once = cast(await perform({ calls: 15, seed: 7 }));
    expect(cast(await perform({ calls: 15, seed: 7 }))).toEqual(once);
    expect(cast(await perform({ calls: 15, seed: 8 }))).not.toEqual(once);
  });

  test('begins no call while more wait than the machine keeps up with, and says so', async () => {
    const clock = new ManualClock();
    const transport = { post: async () => ({ error: 'unreachable' }) as const };
    const tenant = createTenant({ seed: 1, clock, transport });
    const told: Array<string> = [];
    const tell = ({ type }: LocalEvent) => {
      if (type.startsWith('calls')) told.push(`${type} after ${tenant.truth().length}`);
    };
    const backlog = [0, 200, 201, 201, 51, 50, 50];
    const waiting = () => backlog.shift() ?? 0;
    const stage = { tenant, clock, tell, waiting, signal: new AbortController().signal };
    await playCalls(stage, Random.seeded(1), { calls: 4, meanGapSeconds: 1 });
    expect(told).toEqual(['callsHeldBack after 2', 'callsGoOn after 2']);
    expect(tenant.truth()).toHaveLength(4);
  });

  test('ends at once when no more calls are wanted', async () => {
    const performance = await perform({ calls: 25, seed: 1 }, 5);
    expect(cast(performance)).toHaveLength(2);
  });
});
