import { expect, test } from 'vitest';
import { sideBySide } from '../../src/language/side-by-side.ts';

/** What happened to a source, in order. */
async function* source(name: string, items: number, events: Array<string>): AsyncGenerator<string> {
  try {
    for (let item = 1; item <= items; item += 1) {
      events.push(`${name}${item} asked`);
      yield `${name}${item}`;
    }
  } finally {
    events.push(`${name} ended`);
  }
}

async function* failing(): AsyncGenerator<string> {
  yield 'first';
  throw new Error('the second is missing');
}

test('gives one item of each source in turn, until each has none', async () => {
  const items = await Array.fromAsync(
    sideBySide([source('a', 3, []), source('b', 1, []), source('c', 2, [])]),
  );
  expect(items).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
  expect(await Array.fromAsync(sideBySide([]))).toEqual([]);
});

test('asks each source at once, and for the next item before it gives one', async () => {
  const events: Array<string> = [];
  for await (const item of sideBySide([source('a', 2, events), source('b', 1, events)]))
    events.push(`${item} given`);
  expect(events).toEqual([
    'a1 asked',
    'b1 asked',
    'a2 asked',
    'a1 given',
    'b ended',
    'b1 given',
    'a ended',
    'a2 given',
  ]);
});

test('rejects with the error of the source whose turn it is, and ends the others', async () => {
  const events: Array<string> = [];
  const given: Array<string> = [];
  const reading = async () => {
    for await (const item of sideBySide([source('a', 9, events), failing()])) given.push(item);
  };
  await expect(reading()).rejects.toThrow('the second is missing');
  expect(given).toEqual(['a1', 'first', 'a2']);
  expect(events.at(-1)).toBe('a ended');
});

test('ends all sources when nobody reads on', async () => {
  const events: Array<string> = [];
  for await (const _ of sideBySide([source('a', 9, events), source('b', 9, events)])) break;
  expect(events.filter((event) => event.endsWith('ended'))).toEqual(['a ended', 'b ended']);
});
