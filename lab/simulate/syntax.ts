/** What can be typed behind `npm run simulate --`. */

import { anyText } from '../../src/cli/formats.ts';
import type { Options, Syntax } from '../../src/cli/syntax.ts';
import { wholeNumber } from '../script.ts';

const OPTIONS = {
  seed: {
    takes: 'NUMBER',
    format: wholeNumber(1),
    description: 'one world again',
  },
  worlds: {
    takes: 'COUNT',
    format: wholeNumber(1),
    description: 'how many worlds; 1,000 by default',
  },
  from: {
    takes: 'SEED',
    format: wholeNumber(1),
    description: 'the first seed; 1 by default',
  },
  call: {
    takes: 'ID',
    format: anyText,
    description: 'with --seed, tell the story of this call',
  },
  small: {
    description: 'worlds of some twenty notifications instead of a hundred and more',
  },
  month: {
    description: 'worlds of more than 32 days, in half of which the app stands still for 31',
  },
  jobs: {
    takes: 'COUNT',
    format: wholeNumber(1),
    description: 'workers at once; one for each core by default',
  },
  write: { description: 'write the figures into docs/guarantees.md if no rule was broken' },
} as const satisfies Options;

export const SIMULATE: Syntax<typeof OPTIONS> = {
  name: 'npm run simulate --',
  summary:
    'Lets the whole pipeline live through seeded worlds of calls and trouble, and holds it to its rules.',
  details: [
    'Exit code 1 when a rule was broken. The first worlds in which one was are shown, each with the command that runs it again.',
    '  npm run simulate -- --worlds 10000            many worlds',
    '  npm run simulate -- --seed 4711 --call ID     one world again, with the story of one call',
  ].join('\n'),
  options: OPTIONS,
  exclusive: [
    ['small', 'month', 'write'],
    ...['worlds', 'from', 'jobs', 'write'].map((ofMany) => ['seed', ofMany]),
  ],
  check: ({ options: { call, seed } }) =>
    call !== undefined && seed === undefined ? ['--call needs --seed'] : [],
};
