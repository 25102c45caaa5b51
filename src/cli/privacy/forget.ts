/** `forget`: takes a person out of all that is stored, or hands over all that is held of them. */

import { open, rm } from 'node:fs/promises';
import { heldOf } from '../../forget/held-of-person.ts';
import { requestErasure } from '../../forget/request.ts';
import { waitsForText } from '../../forget/waits-for.ts';
import { comparableId } from '../../language/identifiers.ts';
import { erasureIn } from '../../withheld/erasure.ts';
import { exclusionIn } from '../../withheld/exclusion.ts';
import { readWithheld } from '../../withheld/withheld.ts';
import { counted, moment } from '../../wording/values.ts';
import { isAgreed, yesOption } from '../agreement.ts';
import { type StoreContext, storeCommand } from '../command.ts';
import { AskedWrongly, EXIT, type ExitCode } from '../exit.ts';
import { anyText } from '../formats.ts';
import { newFileFault } from '../path-fault.ts';
import type { Format } from '../syntax.ts';
import { sayUnreadable } from '../unreadable.ts';
import { wrapped } from '../wrapped.ts';
import { countConcerned } from './count-concerned.ts';
import { checkMayBeNoted } from './may-be-noted.ts';
import { idsOfPerson } from './person-ids.ts';

/** A file that is not there yet. */
export interface NewFile {
  readonly name: string;
  /** Rejects where there is one, and where none can be made. */
  create(): Promise<{
    write(text: string): Promise<unknown>;
    close(): Promise<void>;
    /** Instead of closing it: deletes it. */
    discard(): Promise<void>;
  }>;
}

/** Read and written by who made it: it holds all that is known of a person. */
const ONLY_OWNER = 0o600;

const newFile: Format<NewFile> = {
  expected: 'the path of a new file',
  read: (text) => ({
    name: text,
    async create() {
      const file = await open(text, 'wx', ONLY_OWNER);
      return {
        write: (line) => file.write(line),
        close: () => file.close(),
        discard: async () => {
          await file.close();
          await rm(text, { force: true });
        },
      };
    },
  }),
};

export const forget = storeCommand({
  name: 'forget',
  summary: 'takes a person out of all that is stored, or hands over what is held of them',
  options: {
    user: {
      takes: 'id',
      description:
        'an object id, a phone number, another id as Graph sends it, or a name; again for each further id',
      format: anyText,
      isRepeated: true,
    },
    'dry-run': { description: 'counts, and changes nothing' },
    export: {
      takes: 'file',
      description:
        'writes the rows that name the person into a new file that only you can read, as JSON lines, and changes nothing',
      format: newFile,
    },
    yes: yesOption,
  },
  exclusive: [['dry-run', 'export', 'yes']],
  check: ({ options }) =>
    options.user.length > 0
      ? []
      : [
          ...(options['dry-run'] ? ['--dry-run goes with --user'] : []),
          ...(options.export === undefined ? [] : ['--export goes with --user']),
          ...(options.yes === undefined ? [] : ['--yes goes with --user']),
        ],
  details: `All ids given are those of one person. The calls that started before now are stored again without them: an
hour later, by the timer forget, from what Graph sent, with a random pseudonym in the place of the person. The other
participants and all measurements stay. What Graph sends later of these calls is stored without the person, too; to keep
out calls of the future is the matter of an exclusion. Without --user the erasures are listed. An erasure cannot be taken
back. The command asks for the name of the account.

--export searches People, Withheld, CallRecords, Participants, Sessions, Segments, MediaStreams, PendingCallRecords and
DeadLetters. Of an erasure it writes all but the pseudonym, which would tell whose the erased calls are. CallsByDay and
CallsByUser repeat what those rows say. The documents hold what Graph sent of everybody in a call: what no column shows is
there alone, and ./callrecords call CALL --document shows it.`,
  changes: ({ options }) => options.user.length > 0 && !options['dry-run'] && options.export === undefined,

  async run(context, { options }) {
    const { terminal, random, store } = context;
    if (options.user.length === 0) return await listErasures(context);
    const ids = await idsOfPerson(context, options.user);
    if (ids === undefined) return EXIT.foundWrong;
    if (options.export !== undefined) return await exportHeld(context, ids, options.export);
    await checkMayBeNoted(context, ids, options['dry-run']);
    const calls = await terminal.during((show) => countConcerned(context, { kind: 'user', ids }, show));
    const question = willBeForgotten(calls, ids) + (await notedBefore(context, ids));
    if (options['dry-run']) {
      await terminal.print(`${question} Nothing was changed.\n`);
      return EXIT.done;
    }
    if (!(await isAgreed(context, question, { yes: options.yes, isMuch: true }))) return EXIT.foundWrong;
    const row = await requestErasure(store, random, ids);
    await terminal.print(`${question}\n${reportOf(row)}`);
    return EXIT.done;
  },
});

const SHOWN_EVERY_ROWS = 100;

/** An id with a slip in it is found nowhere, and its erasure would end without having forgotten the person. */
function willBeForgotten(calls: number, ids: ReadonlyArray<string>): string {
  const named = ids.join(', ');
  if (calls > 0) return `${counted(calls, 'stored call')} will be stored again without ${named}.`;
  return `No stored call names ${named}. Check each id: ./callrecords calls --user ID. Calls that started before now and come late will be stored without them.`;
}

/**
 * What was asked for before: an erasure of the same ids, and exclusions that keep one of them until they are lifted. Neither
 * is a reason to refuse: calls may have started since.
 */
async function notedBefore({ store }: StoreContext, ids: ReadonlyArray<string>): Promise<string> {
  const { erasures, exclusions } = await readWithheld(store);
  const asked = new Set(ids.map(comparableId));
  const before = erasures
    .map(erasureIn)
    .findLast((erasure) => asked.isSubsetOf(new Set(erasure?.ids.map(comparableId))));
  const holding = exclusions.flatMap((row) => {
    const { rowKey, ids: held = [] } = exclusionIn(row) ?? {};
    return rowKey !== undefined && held.some((id) => asked.has(comparableId(id))) ? [rowKey] : [];
  });
  let text = '';
  if (before !== undefined)
    text += ` An erasure was asked for before, from calls that started by ${moment(before.requestedAt)}: ${before.rowKey}.`;
  if (holding.length > 0)
    text += ` Until it is lifted, an exclusion holds ids of theirs: ${holding.join(', ')}.`;
  return text;
}

function reportOf(row: string): string {
  return `It is noted as ${row} in the table Withheld. The timer forget begins an hour from now; how far it is: ./callrecords forget
Not reached from here: files that were made before (where ./callrecords export made them, its next run over those days
takes the person out), storage access logs, soft-deleted blobs, what others copied, and what Microsoft keeps itself.
A display name that stands alone in a text is not recognized. A device at their ends that is named after them, such as
Headset (Ada's Buds), loses its name.
`;
}

async function exportHeld(
  { store, terminal }: StoreContext,
  ids: ReadonlyArray<string>,
  { name, create }: NewFile,
): Promise<ExitCode> {
  const file = await create().catch((error: unknown) => {
    throw notWritten(name, error) ?? error;
  });
  let rows = 0;
  const unreadable: Array<{ readonly message: string }> = [];
  try {
    await terminal.during(async (show) => {
      for await (const held of heldOf(store, ids)) {
        await file.write(`${JSON.stringify(held)}\n`);
        rows += 1;
        if (held.unreadable !== undefined) unreadable.push({ message: held.unreadable });
        if (rows % SHOWN_EVERY_ROWS === 0) show(counted(rows, 'row'));
      }
    });
    await file.close();
  } catch (error) {
    // A part would look like all.
    await file.discard();
    throw notWritten(name, error) ?? error;
  }
  await terminal.print(`${counted(rows, 'row')} of ${ids.join(', ')} written to ${name}.\n`);
  const code = sayUnreadable(terminal, unreadable);
  if (code !== EXIT.done) terminal.say(`Then export again, into a new file.\n`);
  return code;
}

function notWritten(name: string, error: unknown): AskedWrongly | undefined {
  const reason = newFileFault(error);
  return reason === undefined
    ? undefined
    : new AskedWrongly(`--export ${name} ${reason}. Nothing was exported: name another file`);
}

async function listErasures({ store, terminal, clock }: StoreContext): Promise<typeof EXIT.done> {
  const { erasures } = await readWithheld(store);
  if (erasures.length === 0) await terminal.print('No erasure was asked for.\n');
  for (const { row, values } of erasures) {
    const { RequestedAt, Calls = 0, FinishedAt, IdsClearedAt } = values;
    const state =
      FinishedAt === undefined ? waitsForText(values, clock.now()) : `finished ${moment(FinishedAt)}`;
    const ids = IdsClearedAt === undefined ? '' : `, ids gone since ${moment(IdsClearedAt)}`;
    const calls = `${counted(Calls, 'call')} stored again`;
    const line = `${row.rowKey}  asked ${moment(RequestedAt)}, ${calls}, ${state}${ids}\n`;
    await terminal.print(wrapped(line, terminal.columns));
  }
  return EXIT.done;
}
