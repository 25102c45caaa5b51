/** The arguments of `npm run doctor`. */

import { readOptions } from '../options.ts';

export const HELP = `Examines a deployment with the app's settings: what works, what does not, and what to do about it.

  npm run doctor [-- --json]

  --json   one JSON object a line for each check: check, about, title, status, kind, evidence, remedy, because
  --help   shows this

Each check passes, fails, or is unknown: because a fault hides it, or because it cannot be seen from here. It looks at the
settings; at storage, with every right tried (on a scratch row in PipelineStatus under the partition "doctor", and on a
message in the queue that nobody can receive, both deleted at once); at the token for Graph, the role in it, and Graph;
at the webhook, by Graph's own handshake; at the subscription; and at what the pipeline last did.
Nothing else is changed. No secret and nothing of anybody's call is shown.

Settings are those of the app, from local.settings.json and the environment (docs/settings.md). Outside Azure, storage and
Graph are asked as whoever is signed in (az login), and not as the app's managed identity: the report says where that matters.
A program that reads the output leaves out what npm says itself: npm run --silent doctor -- --json

Exit code: 0 when nothing failed, 1 when something did, 2 when the command is wrong.
`;

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'mistake'; readonly message: string }
  | { readonly kind: 'examine'; readonly json: boolean };

const OPTIONS = { json: { type: 'boolean' }, help: { type: 'boolean' } } as const;

/** Reads the arguments behind the program's name; names everything that is wrong with them at once. */
export function readCommandLine(args: ReadonlyArray<string>): Command {
  const mistakes: Array<string> = [];
  const given = readOptions(args, OPTIONS, mistakes);
  if (given.has('help')) return { kind: 'help' };
  if (mistakes.length > 0) return { kind: 'mistake', message: mistakes.join('\n') };
  return { kind: 'examine', json: given.has('json') };
}
