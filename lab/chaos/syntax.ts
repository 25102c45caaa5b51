/** What can be typed behind `npm run chaos --`. */

import type { Format, Given, Options, Syntax } from '../../src/cli/syntax.ts';
import { wholeNumber } from '../script.ts';
import { MOST_CALLS } from '../start/syntax.ts';

const seconds: Format<number> = {
  expected: 'a number of seconds from 0.1 to 3600',
  read(text) {
    const value = Number(text);
    return text.trim() !== '' && value >= 0.1 && value <= 3_600 ? value : undefined;
  },
};

const OPTIONS = {
  calls: {
    takes: 'COUNT',
    format: wholeNumber(1, MOST_CALLS),
    description: 'how many calls happen, about two a second; 200 by default',
  },
  'kill-every': {
    takes: 'SECONDS',
    format: seconds,
    description: 'mean time from the return of a killed host to the next kill; 2 by default',
  },
  seed: { takes: 'NUMBER', format: wholeNumber(0), description: 'other calls and other kills; 1 by default' },
} as const satisfies Options;

export type ChaosOptions = Given<typeof OPTIONS>['options'];

export const CHAOS: Syntax<typeof OPTIONS> = {
  name: 'npm run chaos --',
  summary: 'Kills one of two hosts again and again while calls flow, and checks that every call is stored.',
  details: [
    'Both hosts work on one storage emulator; the simulated Graph sends to each in turn.',
    'Ctrl-C stops the calls and shows the verdict.',
    'Exit code: 0 everything is stored, 1 something is missing or failed, 2 asked wrongly, 130 ended without a verdict.',
  ].join('\n'),
  options: OPTIONS,
};
