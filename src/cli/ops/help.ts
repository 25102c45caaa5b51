/** What `--help` shows, for all commands and for each. */

import { BACKFILLED_UNASKED_HOURS } from './backfill.ts';
import { REPLAYED_UNASKED } from './replay.ts';

export const COMMANDS = [
  'replay',
  'backfill',
  'dead-letters',
  'pending',
  'coverage',
  'subscription',
] as const;
export type CommandName = (typeof COMMANDS)[number];

const JSON_OPTION = `  --json        one JSON object a line, with every column under its own name (docs/tables.md)`;

const EXIT_CODES = `Exit code: 0 when it is done or answered, 1 when it is not, or not all of it, 2 when the command is wrong.
`;

export const HELP = `Operates the pipeline through its rows: whatever these commands do, Storage Explorer can do as well.

  npm run ops -- replay CALL [CALL…]            has calls fetched from Graph and stored again
  npm run ops -- backfill --from DAY --to DAY   has a period listed again, and what is missing fetched
  npm run ops -- dead-letters                   what the pipeline has given up on; --replay tries again
  npm run ops -- pending                        calls to be ingested later, and why they wait
  npm run ops -- coverage                       how much of what Graph lists is stored, day by day
  npm run ops -- subscription                   the subscription in Graph, its events and gaps, and the timers

  COMMAND --help   says more about each
  --json           one JSON object a line, for programs: npm run --silent ops -- pending --json

All times are UTC. Settings are those of the app, from local.settings.json and the environment (docs/settings.md);
only those of the storage account and GRAPH_TENANT_ID are needed. Nothing here asks Graph: the functions do the work,
so they must be running.

${EXIT_CODES}`;

export const HELP_OF: Readonly<Record<CommandName, string>> = {
  replay: `Has calls fetched from Graph and stored again, as a new revision, whatever is stored already.

  npm run ops -- replay CALL [CALL…] [--yes] [--json]
  npm run ops -- replay --dead-letters [--yes] [--json]

  CALL            the id of a call (GUID)
  --dead-letters  the same as dead-letters --replay
  --yes           does not ask; it asks for more than ${REPLAYED_UNASKED} calls
${JSON_OPTION.replace('--json        ', '--json          ')}

A row in PendingCallRecords becomes due now, with Rewrite true; one that waits already keeps its reason and its age. The
timer maintain hands it to ingest within a minute. Graph keeps records for 30 days: an older call stays as it is stored.

${EXIT_CODES}`,
  backfill: `Has Graph list the calls that started in a period again, and fetches what is not stored.

  npm run ops -- backfill --from DAY --to DAY [--yes] [--json]

  --from DAY    the first day, such as 2026-11-23, or hour, such as 2026-11-23T09 (UTC, by the start of the call)
  --to DAY      the last day or hour, included
  --yes         does not ask; it asks for more than ${BACKFILLED_UNASKED_HOURS} hours
  --json        what was made due, as one JSON object

Sets NextCheckAt to now and clears Cursor in the rows of Coverage, and adds those that are missing. Graph lists 30 days.
Reconcile leaves no hole: what lies between the period and the earliest hour covered so far is listed as well.
It does the work in its next runs, every five minutes unless RECONCILE_SCHEDULE says otherwise.

${EXIT_CODES}`,
  'dead-letters': `Lists the messages that the pipeline has given up on and that nobody has replayed.

  npm run ops -- dead-letters [--all] [--json]
  npm run ops -- dead-letters --show ROW [--json]
  npm run ops -- dead-letters --replay [ROW…] [--yes] [--json]

  --all         those that were replayed as well
  --show ROW    one message whole; ROW is its row key, or the beginning of it
  --replay      has those replayed that name a call: these rows, or all that are unresolved
  --yes         does not ask; it asks for more than ${REPLAYED_UNASKED}
${JSON_OPTION}

--replay sets State to waiting and leaves the rest to the timer maintain, which first makes the call pending and then
marks the row as replayed: this command may be ended at any moment, and nothing is replayed twice. Maintain replays a
message an hour after it was given up; replay CALL does not wait. A call that is given up again gets a row of its own.

${EXIT_CODES}`,
  pending: `Lists the calls that are to be ingested later, and those that were given up waiting for.

  npm run ops -- pending [--json]

${JSON_OPTION}

Counts come first; then what waits before what is unavailable, by reason, the oldest first. replay CALL makes a call due.

${EXIT_CODES}`,
  coverage: `Shows how much of what Graph lists is stored: a line for each day, which is the sum of its hours.

  npm run ops -- coverage [--day DAY | --from DAY --to DAY] [--hours] [--json]

  --day DAY     one day, such as 2026-11-23, or hour, such as 2026-11-23T09 (UTC, by the start of the call)
  --from DAY    the first day or hour; without a period, the 30 days that Graph lists
  --to DAY      the last day or hour, included
  --hours       a line for each hour
  --json        one JSON object a line: for days Day, Hours, HoursUnchecked, Listed, Stored, Fresh, Missing, GivenUp,
                Coverage (0 to 1), OverdueSince; for hours every column of Coverage (docs/tables.md)

covered is stored ÷ listed, cut and not rounded: 100 % means every call. Fresh calls may still be notified of. unchecked
counts hours that were never listed to their end. overdue by is how long the earliest due check has been due.

${EXIT_CODES}`,
  subscription: `Shows the subscription that Graph keeps for us, its events and gaps, and how the timers last ended.

  npm run ops -- subscription [--json]

${JSON_OPTION}

It shows the rows of Subscriptions, live ones first, and those of PipelineStatus, as of the last run of maintain.

${EXIT_CODES}`,
};
