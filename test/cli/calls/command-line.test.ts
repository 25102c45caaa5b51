import { expect, test } from 'vitest';
import { readCommandLine } from '../../../src/cli/calls/command-line.ts';

const CALL = 'e523d2ed-2966-4b6b-925b-754a88034cc5';

test.each([
  [['--id', CALL.toUpperCase()], { kind: 'call', callId: CALL, json: false }],
  [['--json', '--id', CALL], { kind: 'call', callId: CALL, json: true }],
  [['--id', CALL, '--document'], { kind: 'document', callId: CALL }],
  [['--id', CALL, '--document', '--json'], { kind: 'document', callId: CALL }],
  [['--day', '2028-02-29'], { kind: 'day', dayOrHour: '2028-02-29', json: false }],
  [['--day=2026-11-23T09', '--json'], { kind: 'day', dayOrHour: '2026-11-23T09', json: true }],
  [['--user', '+442079460436'], { kind: 'user', userId: '+442079460436', since: undefined, json: false }],
  [
    ['--user', '8:acs:x', '--since', '2026-11-01'],
    { kind: 'user', userId: '8:acs:x', since: '2026-11-01T00:00:00.0000000Z', json: false },
  ],
])('%j asks what it says', (args, question) => {
  expect(readCommandLine(args)).toEqual({ kind: 'question', question });
});

test('help is given whatever else is asked', () => {
  expect(readCommandLine(['--help', '--id', 'x', 'y'])).toEqual({ kind: 'help' });
});

test.each([
  [[], '--id, --day or --user is missing'],
  [['--json'], '--id, --day or --user is missing'],
  [['--id', CALL, '--day', '2026-11-23'], '--id and --day exclude each other: ask one'],
  [['--id', 'x'], '--id is "x", which is not a call id (GUID)'],
  [['--id=--x'], '--id is "--x", which is not a call id (GUID)'],
  [['--id'], '--id needs a value'],
  [['--day', '2026-02-29'], dayMistake('2026-02-29')],
  [['--day', '2026-11-23T24'], dayMistake('2026-11-23T24')],
  [['--day', '2026-11-23T09:00'], dayMistake('2026-11-23T09:00')],
  [['--day', '2026-11'], dayMistake('2026-11')],
  [['--user', ''], '--user needs a value'],
  [['--user', '--json'], '--user needs a value'],
  [
    ['--user', 'a', '--since', '2026-11-23T09'],
    '--since is "2026-11-23T09", which is not a day such as 2026-11-23',
  ],
  [['--user', 'a', '--document'], '--document goes with --id'],
  [['--day', '2026-11-23', '--since', '2026-11-01'], '--since goes with --user'],
  [['--day', '2026-11-23', '--day', '2026-11-24'], '--day is given twice'],
  [['--day', '2026-11-23', '--json=yes'], '--json takes no value'],
  [['--day', '2026-11-23', '--from', '2026-11-23'], '--from is no option\n"2026-11-23" is no option'],
])('%j is a mistake, and is named', (args, message) => {
  expect(readCommandLine(args)).toEqual({ kind: 'mistake', message });
});

test('everything that is wrong is named at once', () => {
  const command = readCommandLine(['--id', 'x', '--day', 'today', '--since', 'May', '-v']);
  expect(command).toEqual({
    kind: 'mistake',
    message: [
      '-v is no option',
      '--id and --day exclude each other: ask one',
      '--since goes with --user',
      '--id is "x", which is not a call id (GUID)',
      dayMistake('today'),
      '--since is "May", which is not a day such as 2026-11-23',
    ].join('\n'),
  });
});

function dayMistake(text: string): string {
  return `--day is "${text}", which is not a day such as 2026-11-23 or an hour such as 2026-11-23T09`;
}
