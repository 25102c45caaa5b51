/** The arguments of `npm run calls`. */

import { type DateTime, parseDateTime } from '../../language/date-time.ts';
import { parseDay } from '../../language/day.ts';
import { type CallId, parseCallId } from '../../language/identifiers.ts';
import { readOptions, readValue, type Given as Some } from '../options.ts';

export const HELP = `Shows stored calls: one call, the calls of a day, or those of a person.

  npm run calls -- --id CALL [--document] [--json]
  npm run calls -- --day DAY [--json]
  npm run calls -- --user ID [--since DAY] [--json]

  --id CALL     the call with this id, with its participants and sessions
  --document    the call record as Graph sent it instead, as one line of JSON
  --day DAY     calls that started on a day, such as 2026-11-23, or in an hour, such as 2026-11-23T09 (UTC)
  --user ID     calls that somebody took part in, the latest first: the object id of a user (not a sign-in name), a
                phone number such as +442079460436, or any other id as Graph sends it
  --since DAY   only those that started on this day or later (UTC)
  --json        every column, as one JSON object a line; with --id, one object with the rows of all tables
  --help        shows this

Days are those of the first version stored. A program that reads the output leaves out what npm says itself:
npm run --silent calls -- --day 2026-11-23 --json
Settings are those of the app, from local.settings.json and the environment (docs/settings.md).

Exit code: 0 when something is shown, 1 when nothing is stored or reading failed, 2 when the command is wrong.
`;

/** What is asked of the stored calls. */
export type Question =
  | { readonly kind: 'call'; readonly callId: CallId; readonly json: boolean }
  | { readonly kind: 'document'; readonly callId: CallId }
  | { readonly kind: 'day'; readonly dayOrHour: string; readonly json: boolean }
  | {
      readonly kind: 'user';
      readonly userId: string;
      readonly since: DateTime | undefined;
      readonly json: boolean;
    };

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'mistake'; readonly message: string }
  | { readonly kind: 'question'; readonly question: Question };

const OPTIONS = {
  id: { type: 'string' },
  document: { type: 'boolean' },
  day: { type: 'string' },
  user: { type: 'string' },
  since: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** One option goes with one question; each question is asked by one of these. */
const QUESTIONS = ['id', 'day', 'user'] as const;

type OptionName = keyof typeof OPTIONS;
type Given = Some<OptionName>;

/** Reads the arguments behind the program's name; names everything that is wrong with them at once. */
export function readCommandLine(args: ReadonlyArray<string>): Command {
  const mistakes: Array<string> = [];
  const given = readOptions(args, OPTIONS, mistakes);
  if (given.has('help')) return { kind: 'help' };
  const question = readQuestion(given, mistakes);
  if (question === undefined || mistakes.length > 0) return { kind: 'mistake', message: mistakes.join('\n') };
  return { kind: 'question', question };
}

/** The one question that is asked, or undefined with a mistake that says why not. */
function readQuestion(given: Given, mistakes: Array<string>): Question | undefined {
  const asked = QUESTIONS.filter((name) => given.has(name));
  if (asked.length === 0) mistakes.push('--id, --day or --user is missing');
  if (asked.length > 1)
    mistakes.push(`${asked.map((name) => `--${name}`).join(' and ')} exclude each other: ask one`);
  if (given.has('document') && !given.has('id')) mistakes.push('--document goes with --id');
  if (given.has('since') && !given.has('user')) mistakes.push('--since goes with --user');
  const callId = readValue(given, 'id', parseCallId, 'a call id (GUID)', mistakes);
  const dayOrHour = readValue(
    given,
    'day',
    parseDayOrHour,
    'a day such as 2026-11-23 or an hour such as 2026-11-23T09',
    mistakes,
  );
  const since = readValue(given, 'since', startOfDay, 'a day such as 2026-11-23', mistakes);
  const userId = given.get('user');
  const json = given.has('json');
  if (callId !== undefined)
    return given.has('document') ? { kind: 'document', callId } : { kind: 'call', callId, json };
  if (dayOrHour !== undefined) return { kind: 'day', dayOrHour, json };
  if (userId !== undefined) return { kind: 'user', userId, since, json };
  return undefined;
}

/** `yyyy-MM-dd` or `yyyy-MM-ddTHH`. */
function parseDayOrHour(text: string): string | undefined {
  return (parseDay(text) ?? parseDateTime(`${text}:00:00Z`)) === undefined ? undefined : text;
}

function startOfDay(text: string): DateTime | undefined {
  return parseDateTime(`${text}T00:00:00Z`);
}
