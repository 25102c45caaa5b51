import { describe, expect, it } from 'vitest';
import { crashOptions } from '../command-line.ts';
import { runCrashes } from '../crashes.ts';
import { newCall } from '../scenarios/calls.ts';
import { created } from '../scenarios/subscription.ts';

describe('the crashes of the command line', () => {
  it('are all of them when nothing is asked for', () => {
    expect(crashOptions([])).toEqual({ scenario: undefined, strikes: [], pairs: 100, seed: 1 });
  });

  it('are one run again, as a failure names it', () => {
    expect(crashOptions(['--scenario', 'new call', '--at', '12-before,31-after'])).toMatchObject({
      scenario: newCall,
      strikes: [
        { request: 12, accident: 'before' },
        { request: 31, accident: 'after' },
      ],
    });
  });

  it.each([
    [['--scenario', 'old call'], /there is no scenario "old call"; there are:\n {2}new call/],
    [['--at', '1-before'], /belongs to a --scenario/],
    [['--scenario', 'new call', '--at', '0-before'], /12-before,31-after/],
    [['--scenario', 'new call', '--at', '1-never'], /12-before,31-after/],
    [['--pairs', 'some'], /--pairs/],
    [['--seed', '-1'], /--seed/],
    [['--death'], /--death/],
  ])('say what is wrong with %j', (args, complaint) => {
    expect(crashOptions(args)).toMatch(complaint);
  });

  it('print what was run, and end well', async () => {
    const lines: Array<string> = [];
    const print = (line: string) => void lines.push(line);
    const endedWell = await runCrashes({ scenario: created, strikes: [], pairs: 3, seed: 1, print });
    expect(lines).toEqual([
      'subscription created: 22 requests; 44 deaths, 25 lost replies, 3 deaths twice in a row',
      '22 requests, 44 deaths, 25 lost replies, 3 deaths twice in a row, 0 failures',
    ]);
    expect(endedWell).toBe(true);
  });

  it('tell what happened in one run', async () => {
    const lines: Array<string> = [];
    const strikes = [{ request: 13, accident: 'after' }] as const;
    const options = { scenario: newCall, strikes, pairs: 0, seed: 1 };
    expect(await runCrashes({ ...options, print: (line) => void lines.push(line) })).toBe(true);
    expect(lines).toEqual(['new call: ended well']);
  });
});
