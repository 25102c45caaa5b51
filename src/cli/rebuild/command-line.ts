/** The arguments of `npm run rebuild`. */

import { parseArgs } from 'node:util';
import { type Day, parseDay } from '../../language/day.ts';

export const HELP = `Makes the rows of stored calls again from their documents, after columns have changed. Graph is not asked.

  npm run rebuild -- --from DAY --to DAY

  --from DAY   first day of the calls to rebuild, such as 2026-11-01 (UTC; by the start of the call)
  --to DAY     last day, included
  --help       shows this

Calls whose rows have the current layout already are left alone: a run that was ended goes on where it was.
Readers see the old rows of a call until its new ones are complete. The pipeline may run meanwhile.
Settings are those of the app, from local.settings.json and the environment (docs/settings.md).

Progress goes to standard error. Exit code: 0 when all is done, 1 when calls could not be rebuilt or storage failed,
2 when the command is wrong.
`;

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'rebuild'; readonly from: Day; readonly to: Day }
  | { readonly kind: 'mistake'; readonly message: string };

/** Reads the arguments behind the program's name. */
export function readCommandLine(args: ReadonlyArray<string>): Command {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    return values.help ? { kind: 'help' } : readPeriod(values);
  } catch (error) {
    // parseArgs says what it does not know, in words for people.
    return { kind: 'mistake', message: error instanceof Error ? error.message : String(error) };
  }
}

function readPeriod(values: { from?: string | undefined; to?: string | undefined }): Command {
  const mistakes: Array<string> = [];
  const day = (name: 'from' | 'to'): Day | undefined => {
    const text = values[name];
    const parsed = text === undefined ? undefined : parseDay(text);
    if (text === undefined) mistakes.push(`--${name} is missing`);
    else if (parsed === undefined)
      mistakes.push(`--${name} is "${text}", which is no day such as 2026-11-01`);
    return parsed;
  };
  const [from, to] = [day('from'), day('to')];
  if (from === undefined || to === undefined) return { kind: 'mistake', message: mistakes.join('\n') };
  if (to < from) return { kind: 'mistake', message: `--to ${to} comes before --from ${from}` };
  return { kind: 'rebuild', from, to };
}
