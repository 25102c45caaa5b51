import { expect, test } from 'vitest';
import { compare, inRounds } from '../rounds.ts';

test('contenders take turns, each round begins with the next one, and the first round does not count', async () => {
  const order: Array<string> = [];
  let round = 0;
  const rounds = await inRounds(2, {
    ours: async () => {
      order.push('ours');
      return { time: round };
    },
    bare: async () => {
      order.push('bare');
      round += 1;
      return { time: 1 };
    },
  });

  expect(order).toEqual(['ours', 'bare', 'bare', 'ours', 'ours', 'bare']);
  expect(rounds).toEqual([
    { ours: { time: 2 }, bare: { time: 1 } },
    { ours: { time: 2 }, bare: { time: 1 } },
  ]);
});

test('one slow round does not move what is compared', () => {
  const rounds = [1, 1, 1, 1, 90].map((slowness) => ({
    ours: { time: 3 * slowness },
    bare: { time: 2 },
  }));
  const of = { figure: 'time', ours: 'ours', bare: 'bare', what: 'w', unit: 'ms' } as const;

  expect(compare(rounds, of)).toMatchObject({ ours: 3, bare: 2, ratios: [1.5, 1.5, 1.5, 1.5, 135] });
});
