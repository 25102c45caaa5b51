import { describe, expect, test } from 'vitest';
import { AskedWrongly } from '../../../src/cli/exit.ts';
import { isWithoutPersons } from '../../../src/cli/page/page.ts';

describe('PAGE_WITHOUT_PERSONS', () => {
  test.each([
    [undefined, false],
    ['', false],
    ['false', false],
    ['true', true],
    [' true ', true],
  ])('as %j in the settings or in a tag of the app leaves persons out: %s', (value, expected) => {
    expect(isWithoutPersons({ environment: { PAGE_WITHOUT_PERSONS: value } })).toBe(expected);
  });

  test('as anything else ends the command: a mistyped wish is not shown as if it were none', () => {
    expect(() => isWithoutPersons({ environment: { PAGE_WITHOUT_PERSONS: 'yes' } })).toThrow(AskedWrongly);
  });
});
