import { describe, expect, it } from 'vitest';
import { readArguments } from '../../../src/cli/command-line.ts';
import { FAULT_NAMES } from '../faults.ts';
import { GRAPH } from '../syntax.ts';

describe('npm run graph', () => {
  it('takes every option', () => {
    const args = '--port 0 --seed 7 --speed 150 --calls-per-minute 0.5 --fault hang,throttled:3';
    expect(readArguments(GRAPH, args.split(' '))).toMatchObject({
      kind: 'read',
      given: {
        options: {
          port: 0,
          seed: 7,
          speed: 150,
          'calls-per-minute': 0.5,
          fault: [
            { name: 'hang', count: 1 },
            { name: 'throttled', count: 3 },
          ],
        },
      },
    });
  });

  it.each([
    ['--port 70000', '--port is "70000", which is not a whole number from 0 to 65535'],
    ['--speed 0', '--speed is "0", which is not a number above 0'],
    ['--calls-per-minute few', '--calls-per-minute is "few", which is not a number from 0'],
    ['--fault flood', '--fault is "flood", which is not a list of faults such as hang,throttled:3'],
    ['--fault hang:0', '--fault is "hang:0", which is not a list of faults'],
    ['--sped 3', "unknown option '--sped'"],
  ])('says what is wrong with %s', (args, mistake) => {
    expect(readArguments(GRAPH, args.split(' '))).toEqual({
      kind: 'mistake',
      text: expect.stringContaining(mistake),
    });
  });

  it('names everything that is wrong at once', () => {
    const reading = readArguments(GRAPH, '--port 70000 --fault flood --speed --seed'.split(' '));
    const text = reading.kind === 'mistake' ? reading.text : '';
    for (const name of ['--port', '--fault', '--speed']) expect(text).toContain(name);
  });

  it('explains every fault in its help, whatever else is said', () => {
    const reading = readArguments(GRAPH, ['--help', '--port', 'x']);
    const help = reading.kind === 'help' ? reading.text : '';
    expect(FAULT_NAMES.filter((name) => !help.includes(`  ${name} `))).toEqual([]);
  });
});
