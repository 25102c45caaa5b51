/** The arguments of `npm run simulate`. */

import { parseArgs } from 'node:util';
import type { WorldSize } from './plan/plan.ts';

export type CommandLine =
  | {
      readonly kind: 'worlds';
      readonly from: number;
      readonly worlds: number;
      readonly size: WorldSize;
      readonly jobs: number;
      readonly write: boolean;
    }
  /** One world again, with its story, or that of one call. */
  | {
      readonly kind: 'replay';
      readonly seed: number;
      readonly size: WorldSize;
      readonly callId: string | undefined;
    }
  /** A process ends at every request; what follows says more. */
  | { readonly kind: 'crashes'; readonly args: ReadonlyArray<string> }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly mistakes: ReadonlyArray<string> };

const DEFAULT_WORLDS = 1_000;

const OPTIONS = {
  worlds: { type: 'string', default: String(DEFAULT_WORLDS) },
  from: { type: 'string', default: '1' },
  seed: { type: 'string' },
  call: { type: 'string' },
  small: { type: 'boolean', default: false },
  jobs: { type: 'string' },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads the arguments; names everything that is wrong with them at once. `cores`: jobs unless said otherwise. */
export function commandLine(args: ReadonlyArray<string>, cores: number): CommandLine {
  if (args[0] === '--crashes') return { kind: 'crashes', args: args.slice(1) };
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    // parseArgs names the option and says what is wrong with it.
    return { kind: 'wrong', mistakes: [error instanceof Error ? error.message : String(error)] };
  }
  if (values.help) return { kind: 'help' };
  const mistakes: Array<string> = [];
  const number = (name: 'worlds' | 'from' | 'seed' | 'jobs', text: string): number => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 1)
      mistakes.push(`--${name} must be a whole number from 1, not '${text}'`);
    return value;
  };
  const { seed, call, small, write } = values;
  const size: WorldSize = small ? 'small' : 'full';
  const worlds = number('worlds', values.worlds);
  const from = number('from', values.from);
  const jobs = number('jobs', values.jobs ?? String(cores));
  const replayed = seed === undefined ? undefined : number('seed', seed);
  if (call !== undefined && seed === undefined) mistakes.push('--call needs --seed');
  if (write && seed !== undefined) mistakes.push('--write is for many worlds, not for --seed');
  if (write && small) mistakes.push('--write is for full worlds, not for --small');
  if (mistakes.length > 0) return { kind: 'wrong', mistakes };
  if (replayed !== undefined) return { kind: 'replay', seed: replayed, size, callId: call?.toLowerCase() };
  return { kind: 'worlds', from, worlds, size, jobs, write };
}

function parse(args: ReadonlyArray<string>) {
  return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values;
}

export const HELP = `Lets the whole pipeline live through seeded worlds of calls and trouble, and holds it to its rules.

  npm run simulate -- --worlds 10000   so many worlds, with seeds from --from on (1,000, from 1)
  npm run simulate -- --seed 4711      one world again: what happened in it, and what went wrong
  npm run simulate -- --seed 4711 --call ID   the same, with the story of one call
  npm run simulate -- --crashes        a process ends before and after every request of each kind of call and duty
                                       --pairs 100|all  twice in a row  --seed 1  which pairs
                                       --scenario NAME  one kind alone  --at 12-before,31-after  one run of it

  --small     worlds of some twenty notifications instead of a hundred and more
  --jobs N    workers at once; one for each core unless given
  --write     puts the figures into docs/guarantees.md, when no rule was broken
  --help      this

Exit code 1 when a rule was broken; the first worlds in which one was are shown, each with the command that runs it again.`;
