import { expect, test } from 'vitest';
import { wrapped } from '../../src/cli/wrapped.ts';

const REMARK = 'Two hours (4.2 %) are still to be listed; see ./callrecords dead-letters replay for those.\n';

test('a remark is broken between words where the terminal ends, and never within the name of a command or before a unit', () => {
  expect(wrapped(REMARK, 50).split('\n')).toEqual([
    'Two hours (4.2 %) are still to be listed; see',
    './callrecords dead-letters replay for those.',
    '',
  ]);
  expect(wrapped(REMARK, 14).split('\n').slice(0, 2)).toEqual(['Two hours', '(4.2 %) are']);
  expect(wrapped(REMARK, undefined)).toBe(REMARK);
});

test('a line keeps what it is indented by, and a command that has a line of its own stays whole', () => {
  const text = '  one two three\n  ./callrecords quality --by device --from 2026-11-20';
  expect(wrapped(text, 10).split('\n')).toEqual([
    '  one two',
    '  three',
    '  ./callrecords quality --by device --from 2026-11-20',
  ]);
});
