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

test.each([
  'call 0f7c8d1e-9b2a-4c3d-8e5f-000000000001 --document',
  'quality --by building --from 2026-11-20 --to 2026-11-21',
  'calls --app contoso-calls --user ID',
  'dead-letters dismiss ROW... --because TEXT',
])('a command within a text is copied as a whole: %s', (command) => {
  const text = `The next command to type is this one: ./callrecords ${command}, which says more of it.`;
  const [line = ''] = wrapped(text, 30)
    .split('\n')
    .filter((one) => one.includes('./callrecords'));
  expect(line).toContain(`./callrecords ${command}`);
  expect(wrapped(text, 30)).toMatch(/says more of it\.$|of it\.$/);
});

test('a command of Azure is copied as a whole', () => {
  const command =
    'az role assignment create --role "Storage Table Data Reader" --assignee "$(az ad signed-in-user show --query id --output tsv)"';
  const text = `An owner gives it with: ${command}. If it has the role, sign in: az login`;
  expect(wrapped(text, 40).split('\n')).toEqual([
    'An owner gives it with:',
    `${command}.`,
    'If it has the role, sign in: az login',
  ]);
});

test('a line keeps what it is indented by, and a command that has a line of its own stays whole', () => {
  const text = '  one two three\n  ./callrecords quality --by device --from 2026-11-20';
  expect(wrapped(text, 10).split('\n')).toEqual([
    '  one two',
    '  three',
    '  ./callrecords quality --by device --from 2026-11-20',
  ]);
});
