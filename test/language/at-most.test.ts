import { expect, test } from 'vitest';
import { atMost } from '../../src/language/at-most.ts';

test('runs so many pieces of work at once, and the others in the order in which they came', async () => {
  const inTurn = atMost(2);
  const begun: Array<number> = [];
  const ends: Array<() => void> = [];
  const all = Promise.all(
    [1, 2, 3, 4].map((piece) =>
      inTurn(async () => {
        begun.push(piece);
        await new Promise<void>((end) => ends.push(end));
        return piece;
      }),
    ),
  );
  expect(begun).toEqual([1, 2]);
  ends.shift()?.();
  await expect.poll(() => begun).toEqual([1, 2, 3]);
  while (begun.length < 4 || ends.length > 0) {
    ends.shift()?.();
    await Promise.resolve();
  }
  expect(await all).toEqual([1, 2, 3, 4]);
});

test('work that fails leaves its place to the next', async () => {
  const inTurn = atMost(1);
  const failed = inTurn(() => Promise.reject(new Error('refused')));
  const next = inTurn(() => Promise.resolve('done'));
  await expect(failed).rejects.toThrow('refused');
  expect(await next).toBe('done');
  expect(await inTurn(() => Promise.resolve('and again'))).toBe('and again');
});
