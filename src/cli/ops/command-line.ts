/** The arguments of `npm run ops`. */

import { type CallId, parseCallId } from '../../language/identifiers.ts';
import { type Given, type OptionDeclarations, readOptions, readValue } from '../options.ts';
import { COMMANDS, type CommandName } from './help.ts';
import { type DayOrHour, firstHour, lastHour, type Period, parseDayOrHour } from './period.ts';

/** What an operator wants. */
export type Task =
  | { readonly kind: 'replay'; readonly callIds: ReadonlyArray<CallId>; readonly yes: boolean }
  | { readonly kind: 'backfill'; readonly period: Period; readonly yes: boolean }
  | { readonly kind: 'deadLetters'; readonly all: boolean }
  | { readonly kind: 'showDeadLetter'; readonly rowKey: string }
  | { readonly kind: 'replayDeadLetters'; readonly rowKeys: ReadonlyArray<string>; readonly yes: boolean }
  | { readonly kind: 'pending' }
  | { readonly kind: 'coverage'; readonly period: Period | undefined; readonly byHour: boolean }
  | { readonly kind: 'subscription' };

export type Command =
  | { readonly kind: 'help'; readonly of: CommandName | undefined }
  | { readonly kind: 'mistake'; readonly of: CommandName | undefined; readonly message: string }
  | { readonly kind: 'task'; readonly task: Task; readonly json: boolean };

const OPTIONS = {
  'dead-letters': { type: 'boolean' },
  from: { type: 'string' },
  to: { type: 'string' },
  day: { type: 'string' },
  hours: { type: 'boolean' },
  all: { type: 'boolean' },
  show: { type: 'string' },
  replay: { type: 'boolean' },
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const satisfies OptionDeclarations<string>;
type OptionName = keyof typeof OPTIONS;

/** What each command takes beside --json and --help, and whether anything that is no option. */
const TAKES: Readonly<Record<CommandName, { options: ReadonlyArray<OptionName>; others: boolean }>> = {
  replay: { options: ['dead-letters', 'yes'], others: true },
  backfill: { options: ['from', 'to', 'yes'], others: false },
  'dead-letters': { options: ['all', 'show', 'replay', 'yes'], others: true },
  pending: { options: [], others: false },
  coverage: { options: ['day', 'from', 'to', 'hours'], others: false },
  subscription: { options: [], others: false },
};

/** What was given to a command, and what is wrong with it. */
interface Reading {
  readonly given: Given<OptionName>;
  /** What is no option. */
  readonly others: ReadonlyArray<string>;
  readonly mistakes: Array<string>;
}

/** Reads the arguments behind the program's name; names everything that is wrong with them at once. */
export function readCommandLine([first, ...rest]: ReadonlyArray<string>): Command {
  const name = COMMANDS.find((known) => known === first);
  if (name === undefined) {
    if (first === '--help') return { kind: 'help', of: undefined };
    const what = first === undefined ? 'A command is missing' : `"${first}" is no command`;
    return { kind: 'mistake', of: undefined, message: `${what}: ${COMMANDS.join(', ')}` };
  }
  const mistakes: Array<string> = [];
  const others: Array<string> = [];
  const given = readOptions(rest, OPTIONS, mistakes, others);
  if (given.has('help')) return { kind: 'help', of: name };
  const reading = { given, others, mistakes };
  refuseStrangers(name, reading);
  const task = taskOf[name](reading);
  if (task === undefined || mistakes.length > 0)
    return { kind: 'mistake', of: name, message: mistakes.join('\n') };
  return { kind: 'task', task, json: given.has('json') };
}

function refuseStrangers(command: CommandName, { given, others, mistakes }: Reading): void {
  const takes = TAKES[command];
  for (const option of given.keys()) {
    if (option !== 'json' && !takes.options.includes(option))
      mistakes.push(`--${option} is no option of ${command}`);
  }
  if (!takes.others) mistakes.push(...others.map((text) => `"${text}" is no option of ${command}`));
}

/** Each reads its command; undefined goes with a mistake that says why. */
const taskOf: Readonly<Record<CommandName, (reading: Reading) => Task | undefined>> = {
  replay(reading) {
    const { given, others, mistakes } = reading;
    const yes = given.has('yes');
    if (given.has('dead-letters')) {
      if (others.length > 0) mistakes.push('--dead-letters and calls exclude each other');
      return { kind: 'replayDeadLetters', rowKeys: [], yes };
    }
    if (others.length === 0) mistakes.push('the id of a call is missing');
    const callIds = others.flatMap((text) => parseCallId(text) ?? []);
    const wrong = others.filter((text) => parseCallId(text) === undefined);
    mistakes.push(...wrong.map((text) => `"${text}" is not a call id (GUID)`));
    return { kind: 'replay', callIds: [...new Set(callIds)], yes };
  },

  backfill({ given, mistakes }) {
    for (const name of ['from', 'to'] as const) if (!given.has(name)) mistakes.push(`--${name} is missing`);
    const period = readPeriod({ given, mistakes });
    return period === undefined ? undefined : { kind: 'backfill', period, yes: given.has('yes') };
  },

  'dead-letters'({ given, others, mistakes }) {
    const [all, replay, rowKey] = [given.has('all'), given.has('replay'), given.get('show')];
    if ([all, replay, rowKey !== undefined].filter(Boolean).length > 1)
      mistakes.push('--all, --show and --replay exclude each other');
    if (!replay && others.length > 0) mistakes.push(`"${others.join(' ')}" goes with --show or --replay`);
    if (!replay && given.has('yes')) mistakes.push('--yes goes with --replay');
    if (replay) return { kind: 'replayDeadLetters', rowKeys: others, yes: given.has('yes') };
    return rowKey === undefined ? { kind: 'deadLetters', all } : { kind: 'showDeadLetter', rowKey };
  },

  pending: () => ({ kind: 'pending' }),

  coverage({ given, mistakes }) {
    const hasPeriod = given.has('from') || given.has('to');
    if (given.has('day') && hasPeriod) mistakes.push('--day and --from with --to exclude each other');
    if (given.has('from') !== given.has('to')) mistakes.push('--from and --to go together');
    const day = readDayOrHour(given, 'day', mistakes);
    const period = day === undefined ? readPeriod({ given, mistakes }) : { from: day, to: day };
    return { kind: 'coverage', period, byHour: given.has('hours') };
  },

  subscription: () => ({ kind: 'subscription' }),
};

function readPeriod({ given, mistakes }: Pick<Reading, 'given' | 'mistakes'>): Period | undefined {
  const [from, to] = [readDayOrHour(given, 'from', mistakes), readDayOrHour(given, 'to', mistakes)];
  if (from === undefined || to === undefined) return undefined;
  if (lastHour(to) < firstHour(from)) mistakes.push(`--to ${to} comes before --from ${from}`);
  return { from, to };
}

function readDayOrHour(
  given: Given<OptionName>,
  name: 'from' | 'to' | 'day',
  mistakes: Array<string>,
): DayOrHour | undefined {
  const expected = 'a day such as 2026-11-23 or an hour such as 2026-11-23T09';
  return readValue(given, name, parseDayOrHour, expected, mistakes);
}
