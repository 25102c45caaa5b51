// npm run safeguards: the tests of this folder; with words, only of the safeguards that have them.

import { spawnSync } from 'node:child_process';
import { EXIT } from '../../src/cli/exit.ts';
import { givenToScript } from '../script.ts';
import { safeguards } from './list/index.ts';

const { operands } = givenToScript({
  name: 'npm run safeguards --',
  summary: 'Takes each safeguard of the program away and checks that its rule is broken without it.',
  options: {},
  operands: {
    name: 'WORDS',
    description: 'only safeguards whose name or proof has these words',
    format: { expected: 'words', read: (text) => (text === '' ? undefined : text) },
    count: 'any',
  },
});

const words = operands.join(' ');
const asked = safeguards
  .flatMap(({ name, losses }) => losses.map(({ proof }) => ({ title: `${name}: ${proof}`, proof })))
  .filter(({ title }) => title.includes(words));
if (asked.length === 0) {
  process.stderr.write(`no safeguard has these words: ${words}. List: docs/guarantees.md\n`);
  process.exitCode = EXIT.askedWrongly;
} else {
  // The proof of each finds nothing wrong with the program as it is: the title of that test is the proof alone.
  const titles = new Set(asked.flatMap(({ title, proof }) => [`goes wrong when > ${proof}`, title]));
  const pattern = Array.from(titles, (title) => title.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
  const only = words === '' ? [] : ['-t', `(?:${pattern})$`];
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--dir', 'lab/safeguards', ...only];
  if (spawnSync(process.execPath, vitest, { stdio: 'inherit' }).status !== 0)
    process.exitCode = EXIT.foundWrong;
}
