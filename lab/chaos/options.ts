/** The options of `npm run chaos`. */

import { parseArgs } from 'node:util';

export interface Options {
  /** Calls that happen while hosts are killed. */
  readonly calls: number;
  readonly seed: number;
  /** Mean time from the return of a killed host to the next kill. */
  readonly killEverySeconds: number;
}

export type CommandLine =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly mistakes: ReadonlyArray<string> };

const DEFAULTS = { calls: 200, seed: 1, killEverySeconds: 2 } as const;

/** An hour and a half of calls. */
const MOST_CALLS = 10_000;

export const HELP = `Two hosts over one storage emulator, one of them killed with SIGKILL again and again while calls flow.
Graph, which is simulated, sends to whichever lives. Ends with the verdict: what happened against what the tables hold.

  npm run chaos -- [options]

  --calls N        so many calls happen, about two a second (${DEFAULTS.calls})
  --kill-every S   seconds from the return of a killed host to the next kill, on average (${DEFAULTS.killEverySeconds})
  --seed N         other calls and other kills (${DEFAULTS.seed})
  --help           shows this

Ctrl-C lets no more calls happen and asks for the verdict. Exit code: 0 all is stored, 1 something is missing or failed,
2 wrong options, 130 ended without a verdict.`;

/** Reads the arguments; names everything that is wrong with them at once. */
export function commandLine(args: ReadonlyArray<string>): CommandLine {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        calls: { type: 'string' },
        'kill-every': { type: 'string' },
        seed: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const mistakes: Array<string> = [];
    const number = (name: 'calls' | 'kill-every' | 'seed', usual: number, least: number, most: number) => {
      const text = values[name];
      if (text === undefined) return usual;
      const given = text.trim() === '' ? Number.NaN : Number(text);
      const isRight = given >= least && given <= most && (name === 'kill-every' || Number.isInteger(given));
      if (!isRight) mistakes.push(`--${name} must be a number from ${least} to ${most}, not '${text}'`);
      return given;
    };
    const options = {
      calls: number('calls', DEFAULTS.calls, 1, MOST_CALLS),
      killEverySeconds: number('kill-every', DEFAULTS.killEverySeconds, 0.1, 3_600),
      seed: number('seed', DEFAULTS.seed, 0, Number.MAX_SAFE_INTEGER),
    };
    return mistakes.length > 0 ? { kind: 'wrong', mistakes } : { kind: 'run', options };
  } catch (error) {
    // parseArgs names the option and says what is wrong with it.
    return { kind: 'wrong', mistakes: [error instanceof Error ? error.message : String(error)] };
  }
}
