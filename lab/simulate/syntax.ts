/** What can be typed behind `npm run simulate --`. */

import { anyText } from '../../src/cli/formats.ts';
import type { Format, Options, Syntax } from '../../src/cli/syntax.ts';
import type { Share } from '../crash/enumerate.ts';
import type { CrashScenario } from '../crash/scenario.ts';
import { SCENARIOS } from '../crash/scenarios/index.ts';
import { parseAt, type Strike } from '../crash/watch.ts';
import { wholeNumber } from '../script.ts';

const scenario: Format<CrashScenario> = {
  expected: `the name of a scenario, which are: ${SCENARIOS.map(({ name }) => name).join('; ')}`,
  read: (text) => SCENARIOS.find(({ name }) => name === text),
};

const strikes: Format<ReadonlyArray<Strike>> = {
  expected: 'a list of requests with what happens to them, such as 12-before,31-after (or -lost, -again)',
  read: parseAt,
};

const pairs: Format<Share> = {
  expected: 'a whole number from 0, or all',
  read: (text) => (text === 'all' ? 'all' : wholeNumber(0).read(text)),
};

const WORLDS = 'Worlds';
const CRASHES = 'Crashes';

const OPTIONS = {
  seed: {
    takes: 'NUMBER',
    format: wholeNumber(1),
    description: 'one world again; with --crashes, which deaths are drawn',
  },
  worlds: {
    takes: 'COUNT',
    format: wholeNumber(1),
    description: 'how many worlds; 1,000 by default',
    group: WORLDS,
  },
  from: {
    takes: 'SEED',
    format: wholeNumber(1),
    description: 'the first seed; 1 by default',
    group: WORLDS,
  },
  call: {
    takes: 'ID',
    format: anyText,
    description: 'with --seed, tell the story of this call',
    group: WORLDS,
  },
  small: {
    description: 'worlds of some twenty notifications instead of a hundred and more',
    group: WORLDS,
  },
  month: {
    description: 'worlds of more than 32 days, in half of which the app stands still for 31',
    group: WORLDS,
  },
  jobs: {
    takes: 'COUNT',
    format: wholeNumber(1),
    description: 'workers at once; one for each core by default',
    group: WORLDS,
  },
  write: { description: 'write the figures into docs/guarantees.md if no rule was broken', group: WORLDS },
  crashes: {
    description: 'end a process before and after every request of each kind of call and duty',
    group: CRASHES,
  },
  scenario: {
    takes: 'NAME',
    format: scenario,
    description: 'one kind of call or duty alone',
    group: CRASHES,
  },
  at: {
    takes: 'ACCIDENTS',
    format: strikes,
    description: 'one run of a scenario, such as 12-before,31-after',
    group: CRASHES,
  },
  pairs: {
    takes: 'COUNT',
    format: pairs,
    description: 'deaths twice in a row of each scenario, or all; 100 by default',
    group: CRASHES,
  },
} as const satisfies Options;

export const SIMULATE: Syntax<typeof OPTIONS> = {
  name: 'npm run simulate --',
  summary:
    'Lets the whole pipeline live through seeded worlds of calls and trouble, and holds it to its rules.',
  details: [
    'Exit code 1 when a rule was broken. The first worlds in which one was are shown, each with the command that runs it again.',
    '  npm run simulate -- --worlds 10000            many worlds',
    '  npm run simulate -- --seed 4711 --call ID     one world again, with the story of one call',
    "  npm run simulate -- --crashes --scenario 'new call' --at 12-before    one crash again",
  ].join('\n'),
  options: OPTIONS,
  check({ options }) {
    const group = options.crashes ? WORLDS : CRASHES;
    const mistakes = Object.entries<Options[string]>(OPTIONS)
      .filter(([name, option]) => option.group === group && isGiven(options[name as keyof typeof options]))
      .map(([name]) => `--${name} is ${options.crashes ? 'not for' : 'only for'} --crashes`);
    if (options.call !== undefined && options.seed === undefined) mistakes.push('--call needs --seed');
    if (options.write && options.seed !== undefined)
      mistakes.push('--write is for many worlds, not for --seed');
    if (options.small && options.month) mistakes.push('--small and --month exclude each other');
    if (options.write && options.small)
      mistakes.push('--write is for full worlds and months, not for --small');
    if (options.at !== undefined && options.scenario === undefined) mistakes.push('--at needs a --scenario');
    return mistakes;
  },
};

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== false;
}
