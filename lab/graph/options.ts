/** The arguments of `npm run graph`. */

import { parseArgs } from 'node:util';
import { CALL_KINDS } from './call-kinds.ts';
import { FAULT_MEANINGS, FAULT_NAMES, type FaultName, isFaultName } from './faults.ts';

export interface Arguments {
  readonly port: number;
  readonly seed: number;
  readonly speed: number;
  readonly callsPerMinute: number;
  readonly recordsDirectory: string | undefined;
  readonly shiftDates: boolean;
  readonly faults: ReadonlyArray<{ readonly name: FaultName; readonly count: number }>;
}

export type CommandLine =
  | { readonly kind: 'run'; readonly arguments: Arguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly mistakes: ReadonlyArray<string> };

const OPTIONS = {
  port: { type: 'string', default: '4280', meaning: 'port on 127.0.0.1; 0 takes a free one' },
  seed: { type: 'string', default: '1', meaning: 'everything that is drawn follows from it' },
  speed: {
    type: 'string',
    default: '1',
    meaning: 'how many times faster records appear, change and are retried',
  },
  'calls-per-minute': {
    type: 'string',
    default: '2',
    meaning: 'calls that happen by themselves; 0 for none',
  },
  records: { type: 'string', meaning: 'a folder of JSON files with call records as Graph returns them' },
  'shift-dates': { type: 'boolean', meaning: 'move the records of --records into the last 30 days' },
  fault: {
    type: 'string',
    multiple: true,
    meaning: 'a fault from the start, as name or name:count; may be repeated',
  },
  help: { type: 'boolean', short: 'h', meaning: 'this text' },
} as const;

/** Reads the arguments; names everything that is wrong with them at once. */
export function commandLine(args: ReadonlyArray<string>): CommandLine {
  const mistakes: Array<string> = [];
  const { values, tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, tokens: true });
  if (values.help === true) return { kind: 'help' };
  for (const token of tokens) {
    if (token.kind === 'positional') mistakes.push(`'${token.value}' is no option`);
    if (token.kind === 'option') mistakes.push(...mistakesOf(token));
  }

  const number = (
    name: 'port' | 'seed' | 'speed' | 'calls-per-minute',
    rule: string,
    holds: (value: number) => boolean,
  ): number => {
    const text = values[name];
    const value = typeof text === 'string' && text.trim() !== '' ? Number(text) : Number.NaN;
    if (!holds(value) && typeof text === 'string' && isValue(text))
      mistakes.push(`--${name} must be ${rule}, not '${text}'`);
    return value;
  };
  const port = number(
    'port',
    'a port from 0 to 65535',
    (value) => Number.isInteger(value) && value >= 0 && value <= 65_535,
  );
  const seed = number('seed', 'a whole number', Number.isSafeInteger);
  const speed = number('speed', 'a number above 0', (value) => Number.isFinite(value) && value > 0);
  const callsPerMinute = number(
    'calls-per-minute',
    'a number from 0',
    (value) => Number.isFinite(value) && value >= 0,
  );

  const faults: Array<{ readonly name: FaultName; readonly count: number }> = [];
  for (const text of (values.fault ?? []) as ReadonlyArray<string | boolean>) {
    if (typeof text === 'boolean') continue;
    const fault = faultOf(text);
    if (typeof fault === 'string') mistakes.push(fault);
    else faults.push(fault);
  }

  const recordsDirectory = typeof values.records === 'string' ? values.records : undefined;
  const shiftDates = values['shift-dates'] === true;
  if (shiftDates && recordsDirectory === undefined) mistakes.push('--shift-dates needs --records');
  if (mistakes.length > 0) return { kind: 'wrong', mistakes };
  return {
    kind: 'run',
    arguments: { port, seed, speed, callsPerMinute, recordsDirectory, shiftDates, faults },
  };
}

/** `--speed --seed 1` forgot a value: it does not mean the speed "--seed". */
function isValue(value: string | undefined): boolean {
  return value !== undefined && !value.startsWith('--');
}

function mistakesOf(token: {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
}): ReadonlyArray<string> {
  if (!(token.name in OPTIONS)) return [`${token.rawName} is no option`];
  const { type } = OPTIONS[token.name as keyof typeof OPTIONS];
  if (type === 'string' && !isValue(token.value)) return [`${token.rawName} needs a value`];
  return type === 'boolean' && token.value !== undefined ? [`${token.rawName} takes no value`] : [];
}

function faultOf(text: string): { readonly name: FaultName; readonly count: number } | string {
  const [name = '', count = '1', ...rest] = text.split(':');
  if (!isFaultName(name)) return `--fault: there is no fault '${name}' (--help lists them)`;
  const times = Number(count);
  if (rest.length > 0 || !Number.isInteger(times) || times < 1)
    return `--fault ${text}: the count must be a whole number from 1`;
  return { name, count: times };
}

export function helpText(): string {
  const options = Object.entries(OPTIONS).map(([name, option]): Row => {
    const value = option.type === 'string' ? ' …' : '';
    const usual = 'default' in option ? ` (${option.default})` : '';
    return [`--${name}${value}`, `${option.meaning}${usual}`];
  });
  return [
    'A simulated Microsoft Graph: call records and change notifications of one invented tenant.',
    '',
    'npm run graph -- [options]',
    '',
    table(options),
    '',
    'Faults, here with --fault or later with POST /_simulator/faults {"name": …, "count": …}:',
    '',
    table(FAULT_NAMES.map((name): Row => [name, FAULT_MEANINGS[name]])),
    '',
    'Kinds of calls, for POST /_simulator/calls {"kind": …}:',
    '',
    table(Object.entries(CALL_KINDS).map(([name, { meaning }]): Row => [name, meaning])),
    '',
  ].join('\n');
}

type Row = readonly [name: string, meaning: string];

function table(rows: ReadonlyArray<Row>): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`).join('\n');
}
