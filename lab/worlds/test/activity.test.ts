import { expect, it } from 'vitest';
import { Random } from '../../random.ts';
import { Activities } from '../world/activity.ts';

it('an instance is as slow as the slowest of its activities, which may have begun the look that answers all of them', () => {
  const underWay = { isFair: () => false, logged: () => undefined };
  const activities = new Activities({ fates: [] }, Random.seeded(1), underWay);
  const [one, other] = [{ isAlive: true }, { isAlive: true }];
  const slowness: Array<number> = [];
  for (let begun = 0; begun < 300; begun += 1) {
    void activities.run('ingest', one, {}, (activity) => {
      slowness.push(activity.slowness);
      return new Promise(() => undefined);
    });
  }
  expect(new Set(slowness)).toEqual(new Set([0, 2_000, 20_000]));
  expect(activities.slownessIn(one)).toBe(20_000);
  expect(activities.slownessIn(other)).toBe(0);
});
