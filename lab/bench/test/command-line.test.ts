import { expect, test } from 'vitest';
import { commandLine } from '../command-line.ts';
import type { Measurement } from '../measurement.ts';

const first: Measurement = { name: 'first', title: 'First', run: async () => [] };
const second: Measurement = { name: 'second', title: 'Second', run: async () => [] };
const all = [first, second];

test('without arguments everything is measured and nothing written', () => {
  expect(commandLine([], all)).toMatchObject({
    kind: 'run',
    arguments: { measurements: all, write: false },
  });
});

test('--only measures what it names', () => {
  expect(commandLine(['--only', 'second', '--rounds', '3', '--write'], all)).toEqual({
    kind: 'run',
    arguments: { measurements: [second], rounds: 3, write: true },
  });
});

test.each([
  { args: ['--only', 'third'], mistake: "there is no measurement 'third'" },
  { args: ['--rounds', '0'], mistake: "--rounds must be a whole number from 1 to 1000, not '0'" },
  { args: ['--rounds', 'many'], mistake: "--rounds must be a whole number from 1 to 1000, not 'many'" },
])('$args are refused by name', ({ args, mistake }) => {
  expect(commandLine(args, all)).toEqual({ kind: 'wrong', mistakes: [mistake] });
});

test('an option that does not exist is refused', () => {
  expect(commandLine(['--fast'], all)).toMatchObject({ kind: 'wrong' });
});
