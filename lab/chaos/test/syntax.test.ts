import { expect, test } from 'vitest';
import { readArguments } from '../../../src/cli/command-line.ts';
import { CHAOS } from '../syntax.ts';

test('npm run chaos takes how many calls happen, which, and how often a host is killed', () => {
  expect(readArguments(CHAOS, ['--calls', '20', '--kill-every', '0.5', '--seed', '7'])).toMatchObject({
    given: { options: { calls: 20, 'kill-every': 0.5, seed: 7 } },
  });
});

test('npm run chaos names every wrong option', () => {
  const reading = readArguments(CHAOS, ['--calls', '1.5', '--kill-every', 'often', '--seed', 'x']);
  for (const option of ['--calls', '--kill-every', '--seed']) {
    expect(reading).toMatchObject({ kind: 'mistake', text: expect.stringContaining(option) });
  }
  expect(readArguments(CHAOS, ['--hosts', '3'])).toMatchObject({ kind: 'mistake' });
});
