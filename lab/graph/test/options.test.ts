import { describe, expect, it } from 'vitest';
import { FAULT_NAMES } from '../faults.ts';
import { commandLine, helpText } from '../options.ts';

describe('npm run graph', () => {
  it('runs with defaults', () => {
    expect(commandLine([])).toEqual({
      kind: 'run',
      arguments: {
        port: 4280,
        seed: 1,
        speed: 1,
        callsPerMinute: 2,
        recordsDirectory: undefined,
        shiftDates: false,
        faults: [],
      },
    });
  });

  it('takes every option', () => {
    const args =
      '--port 0 --seed 7 --speed 150 --calls-per-minute 0.5 --records ./exported --shift-dates --fault hang --fault throttled:3';
    expect(commandLine(args.split(' '))).toMatchObject({
      kind: 'run',
      arguments: {
        port: 0,
        seed: 7,
        speed: 150,
        callsPerMinute: 0.5,
        recordsDirectory: './exported',
        shiftDates: true,
        faults: [
          { name: 'hang', count: 1 },
          { name: 'throttled', count: 3 },
        ],
      },
    });
  });

  it('names everything that is wrong at once', () => {
    const args = '--port 70000 --sped 3 --fault flood --fault hang:0 --shift-dates now --speed --seed'.split(
      ' ',
    );
    const parsed = commandLine(args);
    const mistakes = parsed.kind === 'wrong' ? parsed.mistakes.join('; ') : '';
    for (const part of [
      "--port must be a port from 0 to 65535, not '70000'",
      '--sped is no option',
      '--speed needs a value',
      "there is no fault 'flood'",
      '--fault hang:0: the count must be a whole number from 1',
      "'now' is no option",
      '--shift-dates needs --records',
    ]) {
      expect(mistakes).toContain(part);
    }
  });

  it('explains every fault in its help, whatever else is said', () => {
    expect(commandLine(['--help', '--port', 'x'])).toEqual({ kind: 'help' });
    const help = helpText();
    expect(FAULT_NAMES.filter((name) => !help.includes(`  ${name} `))).toEqual([]);
  });
});
