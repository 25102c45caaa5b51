import { describe, expect, it } from 'vitest';
import { runCrashes } from '../crashes.ts';
import { newCall } from '../scenarios/calls.ts';
import { created } from '../scenarios/duties.ts';

describe('the crashes of the command line', () => {
  it('print what was run, and end well', async () => {
    const lines: Array<string> = [];
    const print = (line: string) => void lines.push(line);
    const endedWell = await runCrashes({ scenario: created, strikes: [], pairs: 3, seed: 1, print });
    expect(lines).toEqual([
      'subscription created: 24 requests; 48 deaths, 28 lost replies, 3 deaths twice in a row',
      '24 requests, 48 deaths, 28 lost replies, 3 deaths twice in a row, 0 failures',
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
