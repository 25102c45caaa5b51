/** What can be typed behind `npm start --`. */

import { anyText } from '../../src/cli/formats.ts';
import type { Given, Options, Syntax } from '../../src/cli/syntax.ts';
import { wholeNumber } from '../script.ts';

/** A day of the liveliest tenant that this shows. */
export const MOST_CALLS = 10_000;

const OPTIONS = {
  calls: {
    takes: 'COUNT',
    format: wholeNumber(1, MOST_CALLS),
    description: 'how many calls happen; without it they go on until Ctrl-C',
  },
  exit: { description: 'end with the verdict once all calls have happened' },
  records: {
    takes: 'DIR',
    format: anyText,
    description: 'play the call records in the JSON files of this folder instead, as Graph gives them',
  },
  seed: {
    takes: 'NUMBER',
    format: wholeNumber(0),
    description: 'the calls of the run that printed it; drawn by default',
  },
  port: {
    takes: 'PORT',
    format: wholeNumber(0, 65_535),
    description: 'port of the functions; 0 takes any free one; 7071 by default if it is free',
  },
} as const satisfies Options;

export type StartOptions = Given<typeof OPTIONS>['options'];

export const START: Syntax<typeof OPTIONS> = {
  name: 'npm start --',
  summary:
    'Runs the whole pipeline on this machine, without a tenant: the storage emulator, a simulated Microsoft Graph, and the functions between them.',
  details: [
    'Ctrl-C ends with a verdict, which compares the simulated tenant with the tables.',
    'A record of --records has all its sessions, segments and participants. One that ended more than 28 days ago is moved by weeks into these.',
    'Exit code: 0 everything is stored, 1 something is missing or failed, 2 asked wrongly, 130 ended without a verdict.',
  ].join('\n'),
  options: OPTIONS,
  exclusive: [['calls', 'records']],
  check: ({ options: { exit, calls, records } }) =>
    exit && calls === undefined && records === undefined ? ['--exit needs --calls or --records'] : [],
};
