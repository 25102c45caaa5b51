import { describe, expect, it } from 'vitest';
import { readArguments } from '../../../src/cli/command-line.ts';
import { newCall } from '../../crash/scenarios/calls.ts';
import { atText } from '../../crash/watch.ts';
import { replayCommand } from '../../worlds/timeline.ts';
import { noTallies } from '../../worlds/world/tallies.ts';
import { withFigures } from '../guarantees-page.ts';
import { SIMULATE } from '../syntax.ts';

describe('npm run simulate', () => {
  it.each([
    [
      ['--worlds', '10000', '--from', '5', '--jobs', '2', '--write'],
      { worlds: 10_000, from: 5, jobs: 2, write: true },
    ],
    // As a failure names it.
    [replayCommand({ seed: 4711, size: 'small' }).split(' ').slice(4), { seed: 4711, small: true }],
    [['--crashes', '--pairs', 'all', '--seed', '3'], { crashes: true, pairs: 'all', seed: 3 }],
    [
      ['--crashes', '--scenario', 'new call', '--at', '12-before,31-after'],
      {
        scenario: newCall,
        at: [
          { request: 12, accident: 'before' },
          { request: 31, accident: 'after' },
        ],
      },
    ],
  ])('takes %j', (args, options) => {
    expect(readArguments(SIMULATE, args)).toMatchObject({ kind: 'read', given: { options } });
  });

  it.each([
    [['--worlds', 'many'], /--worlds is "many", which is not a whole number from 1/],
    [['--seed', '0'], /--seed is "0"/],
    [['--call', 'x'], /--call needs --seed/],
    [['--write', '--seed', '1'], /--write is for many worlds/],
    [['--write', '--small'], /--write is for full worlds/],
    [['--loud'], /unknown option '--loud'/],
    [
      ['--crashes', '--scenario', 'old call'],
      /"old call", which is not the name of a scenario, which are: new call;/,
    ],
    [['--crashes', '--at', '1-before'], /--at needs a --scenario/],
    [['--crashes', '--scenario', 'new call', '--at', '0-before'], /12-before,31-after/],
    [['--crashes', '--scenario', 'new call', '--at', '1-never'], /12-before,31-after/],
    [['--crashes', '--pairs', 'some'], /--pairs is "some"/],
    [['--crashes', '--worlds', '5'], /--worlds is not for --crashes/],
    [['--pairs', '5'], /--pairs is only for --crashes/],
  ])('refuses %j and says why', (args, why) => {
    const reading = readArguments(SIMULATE, args);
    expect(reading).toMatchObject({ kind: 'mistake', text: expect.stringMatching(why) });
  });
});

it('a list of accidents is written as it is read', () => {
  const reading = readArguments(SIMULATE, ['--crashes', '--scenario', 'new call', '--at', '1-lost,2-again']);
  expect(reading.kind === 'read' && atText(reading.given.options.at ?? [])).toBe('1-lost,2-again');
});

it('the figures are written between their marks, and nowhere else', () => {
  const page =
    '# Page\n<!-- simulated worlds -->\n10,000\n<!-- end of simulated worlds -->\nWritten by hand.\n';
  const written = withFigures(page, { ...noTallies(), worlds: 5, calls: 1_234_567 }, 'Run today.');
  expect(written).toContain('| worlds | 5 |\n| calls | 1,234,567 |');
  expect(written).not.toContain('10,000');
  expect(written.startsWith('# Page\n<!-- simulated worlds -->\n')).toBe(true);
  expect(written.endsWith('\nRun today.\n\n<!-- end of simulated worlds -->\nWritten by hand.\n')).toBe(true);
  expect(() => withFigures('# Guarantees', noTallies(), '')).toThrow('no place');
});
