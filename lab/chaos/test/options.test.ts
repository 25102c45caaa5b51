import { describe, expect, test } from 'vitest';
import { commandLine } from '../options.ts';

describe('npm run chaos', () => {
  test('without options kills a host every two seconds during 200 calls', () => {
    expect(commandLine([])).toEqual({
      kind: 'run',
      options: { calls: 200, killEverySeconds: 2, seed: 1 },
    });
  });

  test('takes its options', () => {
    expect(commandLine(['--calls', '20', '--kill-every', '0.5', '--seed', '7'])).toEqual({
      kind: 'run',
      options: { calls: 20, killEverySeconds: 0.5, seed: 7 },
    });
  });

  test('names every wrong option', () => {
    const mistaken = commandLine(['--calls', '1.5', '--kill-every', 'often', '--seed', '']);
    expect(mistaken).toEqual({
      kind: 'wrong',
      mistakes: [
        expect.stringContaining('--calls'),
        expect.stringContaining('--kill-every'),
        expect.stringContaining('--seed'),
      ],
    });
    expect(commandLine(['--hosts', '3'])).toMatchObject({ kind: 'wrong' });
  });

  test('shows what there is', () => {
    expect(commandLine(['--help'])).toEqual({ kind: 'help' });
  });
});
