import { describe, expect, it } from 'vitest';
import { readArguments } from '../../../src/cli/command-line.ts';
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
  ])('takes %j', (args, options) => {
    expect(readArguments(SIMULATE, args)).toMatchObject({ kind: 'read', given: { options } });
  });

  it.each([
    [['--worlds', 'many'], /--worlds is "many", which is not a whole number from 1/],
    [['--seed', '0'], /--seed is "0"/],
    [['--call', 'x'], /--call needs --seed/],
    [['--write', '--seed', '1'], /--seed <NUMBER>' cannot be used with option '--write/],
    [['--write', '--small'], /--small' cannot be used with option '--write/],
    [['--write', '--month'], /--month' cannot be used with option '--write/],
    [['--seed', '1', '--worlds', '5'], /--seed <NUMBER>' cannot be used with option '--worlds/],
    [['--seed', '1', '--from', '5'], /--seed <NUMBER>' cannot be used with option '--from/],
    [['--seed', '1', '--jobs', '5'], /--seed <NUMBER>' cannot be used with option '--jobs/],
    [['--loud'], /unknown option '--loud'/],
  ])('refuses %j and says why', (args, why) => {
    const reading = readArguments(SIMULATE, args);
    expect(reading).toMatchObject({ kind: 'mistake', text: expect.stringMatching(why) });
  });
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
