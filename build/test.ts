// npm test: checks the sources, then runs the product's tests. npm run test:lab: the laboratory's tests, and those of the
// product that take long (*.long.test.ts).

import { spawnSync } from 'node:child_process';
import { givenToScript } from '../lab/script.ts';
import { EXIT } from '../src/cli/exit.ts';

const isLab = process.env.npm_lifecycle_event === 'test:lab';

const { operands } = givenToScript({
  name: isLab ? 'npm run test:lab --' : 'npm test --',
  summary: isLab
    ? "Runs the laboratory's tests, and those of the product that take long."
    : "Checks the sources and runs the product's tests.",
  options: {},
  operands: {
    name: 'FILE',
    description: `only tests whose path contains one of these${isLab ? '' : ', without the checks'}`,
    format: { expected: 'a part of a path', read: (text) => (text === '' ? undefined : text) },
    count: 'any',
  },
});

const LONG = '.long.test.ts';
const vitest = ['vitest', 'run', '--dir'];
const steps = stepsFor();

function stepsFor(): ReadonlyArray<ReadonlyArray<string>> {
  if (operands.length > 0) return [[...vitest, isLab ? 'lab' : 'test', ...operands]];
  return isLab
    ? [
        [...vitest, 'lab'],
        [...vitest, 'test', LONG],
      ]
    : [
        [process.execPath, 'build/check.ts'],
        [...vitest, 'test', '--exclude', `**/*${LONG}`],
      ];
}

// npm puts the project's programs on the path.
const isWrong = steps.some(
  ([program = '', ...args]) =>
    spawnSync(program, args, { stdio: 'inherit', shell: process.platform === 'win32' }).status !== 0,
);
if (isWrong) process.exitCode = EXIT.foundWrong;
