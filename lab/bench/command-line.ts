/** The arguments of `npm run bench`. */

import { parseArgs } from 'node:util';
import type { Measurement } from './measurement.ts';

export interface Arguments {
  readonly measurements: ReadonlyArray<Measurement>;
  readonly rounds: number;
  readonly write: boolean;
}

export type CommandLine =
  | { readonly kind: 'run'; readonly arguments: Arguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly mistakes: ReadonlyArray<string> };

/** Odd, so that a median is one of the measured values. */
const DEFAULT_ROUNDS = 7;
const MOST_ROUNDS = 1_000;

const OPTIONS = {
  only: { type: 'string', multiple: true },
  rounds: { type: 'string', default: String(DEFAULT_ROUNDS) },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads the arguments; names everything that is wrong with them at once. */
export function commandLine(args: ReadonlyArray<string>, all: ReadonlyArray<Measurement>): CommandLine {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    // parseArgs names the option and says what is wrong with it.
    return { kind: 'wrong', mistakes: [error instanceof Error ? error.message : String(error)] };
  }
  if (values.help) return { kind: 'help' };
  const { only = all.map(({ name }) => name), write } = values;
  const rounds = Number(values.rounds);
  const mistakes = only
    .filter((name) => !all.some((measurement) => measurement.name === name))
    .map((name) => `there is no measurement '${name}'`);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > MOST_ROUNDS) {
    mistakes.push(`--rounds must be a whole number from 1 to ${MOST_ROUNDS}, not '${values.rounds}'`);
  }
  if (mistakes.length > 0) return { kind: 'wrong', mistakes };
  const measurements = all.filter(({ name }) => only.includes(name));
  return { kind: 'run', arguments: { measurements, rounds, write } };
}

function parse(args: ReadonlyArray<string>) {
  return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values;
}

export function helpText(all: ReadonlyArray<Measurement>): string {
  const width = Math.max(...all.map(({ name }) => name.length));
  return [
    'Measures the pipeline beside the least that could do the same work, and counts what it may cost.',
    '',
    'npm run bench -- [options]',
    '',
    '  --only NAME  this measurement alone; may be repeated',
    `  --rounds N   rounds of what is timed (${DEFAULT_ROUNDS}), after one that is thrown away`,
    '  --write      put the results into docs/performance.md',
    '  --help       this text',
    '',
    'Measurements:',
    '',
    ...all.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`),
    '',
    'Ends with 1 when something counted exceeds its limit; what is timed never decides.',
  ].join('\n');
}
