/** What can be asked of the crashes: `[--scenario NAME [--at 12-before,31-after]] [--pairs all|COUNT] [--seed NUMBER]`. */

import { parseArgs } from 'node:util';
import type { CrashOptions } from './crashes.ts';
import { parseAt } from './report.ts';
import { SCENARIOS } from './scenarios/index.ts';

/** Two deaths in a row of each scenario when nobody says how many. */
const PAIRS = 100;

/** The options, or what is wrong with them. */
export function crashOptions(args: ReadonlyArray<string>): Omit<CrashOptions, 'print'> | string {
  const given = parsed(args);
  if (typeof given === 'string') return given;
  const { scenario: name, at, pairs: pairsText = String(PAIRS), seed: seedText = '1' } = given;
  const scenario = SCENARIOS.find((candidate) => candidate.name === name);
  if (name !== undefined && scenario === undefined) {
    return [`there is no scenario "${name}"; there are:`, ...SCENARIOS.map((one) => `  ${one.name}`)].join(
      '\n',
    );
  }
  const strikes = at === undefined ? [] : parseAt(at);
  if (strikes === undefined)
    return '--at takes requests with what befalls them, such as 12-before,31-after (or -lost, -again)';
  if (strikes.length > 0 && scenario === undefined) return '--at belongs to a --scenario';
  const pairs = pairsText === 'all' ? 'all' : wholeNumber(pairsText);
  const seed = wholeNumber(seedText);
  if (pairs === undefined) return '--pairs takes a whole number, or "all"';
  if (seed === undefined) return '--seed takes a whole number';
  return { scenario, strikes, pairs, seed };
}

function parsed(args: ReadonlyArray<string>) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        scenario: { type: 'string' },
        at: { type: 'string' },
        pairs: { type: 'string' },
        seed: { type: 'string' },
      },
    }).values;
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
