/** The options of `npm start`. */

import { parseArgs } from 'node:util';

export interface Options {
  /** Calls that happen, the story's included; without it they go on until Ctrl-C. */
  readonly calls: number | undefined;
  /** Ends by itself once all calls have happened. */
  readonly exit: boolean;
  /** A folder of exported call records that happen instead of invented ones. */
  readonly recordsDirectory: string | undefined;
  readonly seed: number;
  /** Of the functions; 0 takes any free one. Undefined: 7071 when it is free. */
  readonly port: number | undefined;
}

export type CommandLine =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly mistakes: ReadonlyArray<string> };

/** Fixed, so that everybody's first run tells the same story. */
const DEFAULT_SEED = 1;

/** A day of the liveliest tenant this is meant to show; beyond it the verdict would read tables for hours. */
const MOST_CALLS = 10_000;

const OPTIONS = {
  calls: { type: 'string', value: 'N', meaning: 'so many calls happen; without it they go on until Ctrl-C' },
  exit: { type: 'boolean', meaning: 'ends with the verdict once all calls have happened' },
  records: {
    type: 'string',
    value: 'DIR',
    meaning: 'plays the call records in a folder of JSON files instead',
  },
  seed: { type: 'string', value: 'N', meaning: `another seed, another story (${DEFAULT_SEED})` },
  port: {
    type: 'string',
    value: 'N',
    meaning: 'port of the functions; 0 takes any free one (7071, if free)',
  },
  help: { type: 'boolean', short: 'h', meaning: 'this text' },
} as const;

/** Reads the arguments; names everything that is wrong with them at once. */
export function commandLine(args: ReadonlyArray<string>): CommandLine {
  const { values, tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, tokens: true });
  if (values.help === true) return { kind: 'help' };
  const mistakes = tokens.flatMap((token): ReadonlyArray<string> => {
    if (token.kind === 'positional') return [`'${token.value}' is no option`];
    return token.kind === 'option' ? mistakesOf(token) : [];
  });

  const wholeNumber = (name: 'calls' | 'seed' | 'port', least: number, most: number): number | undefined => {
    const text = values[name];
    if (typeof text !== 'string') return undefined;
    const number = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    mistakes.push(`--${name} must be a whole number from ${least} to ${most}, not '${text}'`);
    return undefined;
  };
  const options: Options = {
    calls: wholeNumber('calls', 1, MOST_CALLS),
    exit: values.exit === true,
    recordsDirectory: typeof values.records === 'string' ? values.records : undefined,
    seed: wholeNumber('seed', 0, Number.MAX_SAFE_INTEGER) ?? DEFAULT_SEED,
    port: wholeNumber('port', 0, 65_535),
  };
  if (options.recordsDirectory === '') mistakes.push('--records needs a folder');
  if (values.calls !== undefined && values.records !== undefined) {
    mistakes.push('--calls and --records exclude each other: a folder has as many calls as it has records');
  }
  if (options.exit && values.calls === undefined && values.records === undefined) {
    mistakes.push('--exit needs --calls or --records, or it would never come to its end');
  }
  return mistakes.length > 0 ? { kind: 'wrong', mistakes } : { kind: 'run', options };
}

function mistakesOf(token: {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
}): ReadonlyArray<string> {
  if (!Object.hasOwn(OPTIONS, token.name)) return [`${token.rawName} is no option`];
  const { type } = OPTIONS[token.name as keyof typeof OPTIONS];
  if (type === 'string' && token.value === undefined) return [`${token.rawName} needs a value`];
  return type === 'boolean' && token.value !== undefined ? [`${token.rawName} takes no value`] : [];
}

export function helpText(): string {
  const rows = Object.entries(OPTIONS).map(([name, option]) => ({
    usage: 'value' in option ? `--${name} ${option.value}` : `--${name}`,
    meaning: option.meaning,
  }));
  const width = Math.max(...rows.map(({ usage }) => usage.length));
  return [
    'The whole pipeline on this machine, without a tenant: the storage emulator,',
    'a simulated Microsoft Graph, and the functions between them.',
    '',
    'npm start -- [options]',
    '',
    ...rows.map(({ usage, meaning }) => `  ${usage.padEnd(width)}  ${meaning}`),
    '',
    'Ctrl-C ends with a verdict: what happened in the simulated tenant against what',
    'the tables hold. Exit code: 0 all is stored, 1 something is missing or failed,',
    '2 wrong options, 130 ended without a verdict.',
  ].join('\n');
}
