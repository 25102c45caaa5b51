// npm test: checks the sources, then runs the product's tests. npm run test:lab: the laboratory's tests.

import { spawnSync } from 'node:child_process';
import { givenToScript } from '../lab/script.ts';
import { EXIT } from '../src/cli/exit.ts';

const { options, operands } = givenToScript({
  name: 'npm test --',
  summary: "Checks the sources and runs the product's tests.",
  options: { lab: { description: "run the laboratory's tests instead: npm run test:lab" } },
  operands: {
    name: 'FILE',
    description: 'only tests whose path contains one of these, without the checks',
    format: { expected: 'a part of a path', read: (text) => (text === '' ? undefined : text) },
    count: 'any',
  },
});

const vitest = ['vitest', 'run', '--dir', options.lab ? 'lab' : 'test', ...operands];
const steps = options.lab || operands.length > 0 ? [vitest] : [[process.execPath, 'build/check.ts'], vitest];
// npm puts the project's programs on the path.
const isWrong = steps.some(
  ([program = '', ...args]) =>
    spawnSync(program, args, { stdio: 'inherit', shell: process.platform === 'win32' }).status !== 0,
);
if (isWrong) process.exitCode = EXIT.foundWrong;
