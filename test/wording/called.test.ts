import { expect, test } from 'vitest';
import { called } from '../../src/wording/called.ts';

test('a participant without a name is called by what is known', () => {
  expect(called({ name: "Mei D'Arcy", kind: 'user', id: 'mei' })).toBe("Mei D'Arcy");
  expect(called({ name: undefined, kind: 'phone', id: '+442079460436' })).toBe('(phone +442079460436)');
  expect(called({ name: undefined, kind: undefined, id: undefined })).toBe('(unknown)');
});
