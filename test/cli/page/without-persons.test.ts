import { describe, expect, test } from 'vitest';
import { AskedWrongly } from '../../../src/cli/exit.ts';
import { isWithoutPersons } from '../../../src/cli/page/without-persons.ts';

describe('PAGE_WITHOUT_PERSONS', () => {
  test.each([
    [undefined, false],
    ['', false],
    ['false', false],
    ['true', true],
    [' true ', true],
  ])('as %j in any place leaves persons out: %s', (value, expected) => {
    const place = { PAGE_WITHOUT_PERSONS: value };
    expect(isWithoutPersons(place)).toBe(expected);
    expect(isWithoutPersons(place, { PAGE_WITHOUT_PERSONS: 'false' })).toBe(expected);
    expect(isWithoutPersons({ PAGE_WITHOUT_PERSONS: 'false' }, place)).toBe(expected);
  });

  test('as anything else ends the command: a mistyped wish is not shown as if it were none', () => {
    const mistyped = { PAGE_WITHOUT_PERSONS: 'yes' };
    for (const places of [[mistyped], [mistyped, { PAGE_WITHOUT_PERSONS: 'true' }], [{}, mistyped]]) {
      expect(() => isWithoutPersons(...places)).toThrow(AskedWrongly);
    }
  });
});
