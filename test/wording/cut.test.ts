import { expect, test } from 'vitest';
import { cut, cutInside } from '../../src/wording/cut.ts';

const OF_ONE_RESOURCE = '8:acs:5c1c5a0c-9c4b-4b5e-8f0e-1f8a3d0c7a11_0000001b-2c3d-4e5f-8a9b-0c1d2e3f4a5';

test('two long ids of one origin stay two where they are cut', () => {
  const shown = [1, 2].map((user) => cutInside(`${OF_ONE_RESOURCE}${user}`, 36));
  expect(shown).toEqual(['8:acs:5c1c5a0c-9c4b-4b5…0c1d2e3f4a51', '8:acs:5c1c5a0c-9c4b-4b5…0c1d2e3f4a52']);
});

test.each([cut, cutInside])('a text that fits is left as it is, and no emoji is cut in two', (shorten) => {
  const families = (count: number) => '👨‍👩‍👧‍👦'.repeat(count);
  expect(shorten(families(20), 20)).toBe(families(20));
  expect(shorten(families(99), 20).replaceAll(families(1), '')).toBe('…');
});
