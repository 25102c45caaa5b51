import { expect, test } from 'vitest';
import { readCommandLine } from '../../../src/cli/ops/command-line.ts';
import { COMMANDS, HELP, HELP_OF } from '../../../src/cli/ops/help.ts';

const CALL = 'e523d2ed-2966-4b6b-925b-754a88034cc5';
const OTHER = '0f7c8d1e-9b2a-4c3d-8e5f-6a7b8c9d0e1f';

test.each([
  [['replay', CALL.toUpperCase(), OTHER, CALL], { kind: 'replay', callIds: [CALL, OTHER], yes: false }],
  [['replay', '--yes', CALL], { kind: 'replay', callIds: [CALL], yes: true }],
  [['replay', '--dead-letters'], { kind: 'replayDeadLetters', rowKeys: [], yes: false }],
  [
    ['backfill', '--from', '2026-11-20', '--to', '2026-11-21T05', '--yes'],
    { kind: 'backfill', period: { from: '2026-11-20', to: '2026-11-21T05' }, yes: true },
  ],
  [['dead-letters'], { kind: 'deadLetters', all: false }],
  [['dead-letters', '--all'], { kind: 'deadLetters', all: true }],
  [['dead-letters', '--show', '2026-11-23T09'], { kind: 'showDeadLetter', rowKey: '2026-11-23T09' }],
  [['dead-letters', '--replay', 'a', 'b'], { kind: 'replayDeadLetters', rowKeys: ['a', 'b'], yes: false }],
  [['pending'], { kind: 'pending' }],
  [['coverage'], { kind: 'coverage', period: undefined, byHour: false }],
  [
    ['coverage', '--day', '2026-11-23', '--hours'],
    { kind: 'coverage', period: { from: '2026-11-23', to: '2026-11-23' }, byHour: true },
  ],
  [
    ['coverage', '--from=2026-11-20T23', '--to=2026-11-21'],
    { kind: 'coverage', period: { from: '2026-11-20T23', to: '2026-11-21' }, byHour: false },
  ],
  [['subscription'], { kind: 'subscription' }],
])('%j is understood', (args, task) => {
  expect(readCommandLine(args)).toEqual({ kind: 'task', task, json: false });
  expect(readCommandLine([...args, '--json'])).toEqual({ kind: 'task', task, json: true });
});

test('help is given for all commands and for each, whatever else is asked', () => {
  expect(readCommandLine(['--help'])).toEqual({ kind: 'help', of: undefined });
  for (const command of COMMANDS) {
    expect(readCommandLine([command, 'x', '--help'])).toEqual({ kind: 'help', of: command });
    expect(HELP).toContain(`npm run ops -- ${command}`);
    expect(HELP_OF[command]).toContain(`npm run ops -- ${command}`);
    expect(HELP_OF[command]).toContain('Exit code: 0');
  }
});

test.each([
  [[], undefined, 'A command is missing: replay, backfill, '],
  [['restart'], undefined, '"restart" is no command: replay, backfill, '],
  [['replay'], 'replay', 'the id of a call is missing'],
  [['replay', CALL, 'x', 'y'], 'replay', '"x" is not a call id (GUID)\n"y" is not a call id (GUID)'],
  [['replay', CALL, '--dead-letters'], 'replay', '--dead-letters and calls exclude each other'],
  [['replay', CALL, '--force'], 'replay', '--force is no option'],
  [['backfill', '--from', '2026-11-20'], 'backfill', '--to is missing'],
  [['backfill', '--from', 'May', '--to', '2026-02-29'], 'backfill', '--from is "May", which is not a day'],
  [
    ['backfill', '--from', 'May', '--to', '2026-02-29'],
    'backfill',
    '--to is "2026-02-29", which is not a day',
  ],
  [
    ['backfill', '--from', '2026-11-20T05', '--to', '2026-11-20T04'],
    'backfill',
    '--to 2026-11-20T04 comes before --from 2026-11-20T05',
  ],
  [['backfill', '--from', '2026-11-20T24', '--to', '2026-11-21'], 'backfill', 'which is not a day'],
  [['dead-letters', '--all', '--replay'], 'dead-letters', '--all, --show and --replay exclude each other'],
  [['dead-letters', 'x'], 'dead-letters', '"x" goes with --show or --replay'],
  [['dead-letters', '--show'], 'dead-letters', '--show needs a value'],
  [['dead-letters', '--yes'], 'dead-letters', '--yes goes with --replay'],
  [['pending', '--yes'], 'pending', '--yes is no option of pending'],
  [['pending', 'x'], 'pending', '"x" is no option of pending'],
  [['coverage', '--from', '2026-11-20'], 'coverage', '--from and --to go together'],
  [
    ['coverage', '--day', '2026-11-20', '--from', '2026-11-20', '--to', '2026-11-21'],
    'coverage',
    '--day and --from with --to exclude each other',
  ],
  [['subscription', '--json=yes'], 'subscription', '--json takes no value'],
])('%j is a mistake, and is named', (args, of, message) => {
  expect(readCommandLine(args)).toEqual({ kind: 'mistake', of, message: expect.stringContaining(message) });
});
