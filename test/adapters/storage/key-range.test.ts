import { expect, test } from 'vitest';
import { keyAfterPrefix } from '../../../src/adapters/storage/key-range.ts';
import { checkKey, UnstorableRow } from '../../../src/tables/row-limits.ts';

/** Characters at every border: of keys' allowed characters, of the surrogates, of UTF-16. */
const CHARACTERS = ' !"$%.0:;<>@AZ[]`az{~\u00a0é\ud7fe\ud7ff\ue000\ufffe\uffff'
  .split('')
  .concat(['\u{10000}', '\u{103ff}', '\u{10400}', '\u{1f44b}', '\u{10fbff}', '\u{10fc00}', '\u{10ffff}']);

const KEYS = CHARACTERS.flatMap((first) => [first, ...CHARACTERS.map((second) => first + second)]);

test('the range of a prefix holds exactly the keys that begin with it', () => {
  for (const prefix of KEYS) {
    const after = keyAfterPrefix(prefix);
    for (const key of KEYS) {
      const inRange = key >= prefix && (after === undefined || key < after);
      if (inRange !== key.startsWith(prefix)) {
        throw new Error(`${JSON.stringify(key)} in the range of ${JSON.stringify(prefix)}: ${inRange}`);
      }
    }
  }
});

test('the end of a range is a key itself, so that every service takes it', () => {
  for (const prefix of KEYS) {
    const after = keyAfterPrefix(prefix);
    if (after !== undefined)
      expect(() => checkKey({ partitionKey: '', rowKey: after })).not.toThrow(UnstorableRow);
  }
});

test('nothing comes after the keys that begin with the last characters there are', () => {
  expect(keyAfterPrefix('')).toBeUndefined();
  expect(keyAfterPrefix('\uffff')).toBeUndefined();
  expect(keyAfterPrefix('\uffff\uffff')).toBeUndefined();
  expect(keyAfterPrefix('a\uffff')).toBe('b');
});
