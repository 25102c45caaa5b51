import { expect, test } from 'vitest';
import { readCommandLine } from '../../../src/cli/rebuild/command-line.ts';

test('a period is two days, which may be the same', () => {
  expect(readCommandLine(['--from', '2026-10-31', '--to', '2026-11-02'])).toEqual({
    kind: 'rebuild',
    from: '2026-10-31',
    to: '2026-11-02',
  });
  expect(readCommandLine(['--from=2028-02-29', '--to=2028-02-29'])).toMatchObject({ kind: 'rebuild' });
});

test('help is given whatever else is asked', () => {
  expect(readCommandLine(['--help', '--from', 'x'])).toEqual({ kind: 'help' });
});

test.each([
  [[], '--from is missing\n--to is missing'],
  [['--from', '2026-11-01'], '--to is missing'],
  [['--from', '2026-02-29', '--to', '1 May'], '--from is "2026-02-29", which is no day such as 2026-11-01'],
  [['--from', '2026-11-1', '--to', '2026-11-02'], 'which is no day'],
  [['--from', '2026-11-01T00', '--to', '2026-11-02'], 'which is no day'],
  [['--from', '2026-11-02', '--to', '2026-11-01'], '--to 2026-11-01 comes before --from 2026-11-02'],
  [['--day', '2026-11-02'], "'--day'"],
  [['2026-11-02'], '2026-11-02'],
])('%j is a mistake, and is named', (args, message) => {
  const command = readCommandLine(args);
  expect(command).toMatchObject({ kind: 'mistake', message: expect.stringContaining(message) });
});
