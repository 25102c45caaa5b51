/** What can be typed behind `npm run graph --`. */

import type { Format, Options, Syntax } from '../../src/cli/syntax.ts';
import { wholeNumber } from '../script.ts';
import { CALL_KINDS } from './call-kinds.ts';
import { FAULT_MEANINGS, type FaultName, isFaultName } from './faults.ts';

interface FaultCount {
  readonly name: FaultName;
  readonly count: number;
}

const numberFrom0: Format<number> = {
  expected: 'a number from 0',
  read: (text) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined),
};

const numberAbove0: Format<number> = {
  expected: 'a number above 0',
  read: (text) => numberFrom0.read(text) || undefined,
};

const faults: Format<ReadonlyArray<FaultCount>> = {
  expected: 'a list of faults such as hang,throttled:3',
  read(text) {
    const counts = text.split(',').map(faultCount);
    return counts.every((count) => count !== undefined) ? counts : undefined;
  },
};

function faultCount(text: string): FaultCount | undefined {
  const [, name = '', times = '1'] = /^([a-z-]+)(?::(\d+))?$/.exec(text) ?? [];
  const count = wholeNumber(1).read(times);
  return isFaultName(name) && count !== undefined ? { name, count } : undefined;
}

const OPTIONS = {
  port: {
    takes: 'PORT',
    format: wholeNumber(0, 65_535),
    description: 'port on 127.0.0.1; 4280 by default, 0 for a free one',
  },
  seed: {
    takes: 'NUMBER',
    format: wholeNumber(0),
    description: 'everything that is drawn follows from it (1)',
  },
  speed: {
    takes: 'TIMES',
    format: numberAbove0,
    description: 'how many times faster records appear, change and are retried (1)',
  },
  'calls-per-minute': {
    takes: 'NUMBER',
    format: numberFrom0,
    description: 'calls that happen by themselves (2); 0 for none',
  },
  fault: {
    takes: 'LIST',
    format: faults,
    description: 'faults from the start, by name and, if more than once, count: hang,throttled:3',
  },
} as const satisfies Options;

export const GRAPH: Syntax<typeof OPTIONS> = {
  name: 'npm run graph --',
  summary: 'A simulated Microsoft Graph: call records and change notifications of one invented tenant.',
  options: OPTIONS,
  details: [
    'Faults:',
    table(Object.entries(FAULT_MEANINGS)),
    '',
    'Kinds of calls that happen:',
    table(Object.entries(CALL_KINDS).map(([name, { meaning }]) => [name, meaning])),
  ].join('\n'),
};

function table(rows: ReadonlyArray<readonly [name: string, meaning: string]>): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`).join('\n');
}
