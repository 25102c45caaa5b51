/** `dead-letters`: the messages that the pipeline gave up on. */

import { bodyIn } from '../../dead-letters/body.ts';
import type { StoredRow } from '../../tables/cell.ts';
import { textIn, timeIn } from '../../tables/cell-text.ts';
import { counted, moment } from '../../wording/values.ts';
import { yesOption } from '../agreement.ts';
import { type StoreContext, storeCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { anyText } from '../formats.ts';
import { type Form, type List, listForms, listOptions, printList, remark } from '../list.ts';
import { dismissDeadLetters } from './dismiss-dead-letters.ts';
import { letterNamed, lettersIn } from './letters.ts';
import { REPLAYED_UNASKED } from './replay.ts';
import { replayDeadLetters } from './replay-dead-letters.ts';
import { rowObjects } from './rows.ts';

/** As the first operand: the others are dismissed. No row key begins with a letter. */
const DISMISS = 'dismiss';

export const deadLetters = storeCommand({
  name: 'dead-letters',
  summary: 'the messages that the pipeline gave up on: list, replay or dismiss them',
  options: {
    all: { description: 'those as well whose call was stored since, and those that were dismissed' },
    show: {
      takes: 'row',
      description: 'one message whole, by its row key or the beginning of it',
      format: anyText,
    },
    replay: { description: 'ingests the calls of these messages again, or of all that are unresolved' },
    because: {
      takes: 'text',
      description: 'with dismiss: the reason for closing these messages',
      format: anyText,
    },
    yes: yesOption,
    ...listOptions,
  },
  operands: {
    name: 'row',
    description: 'row keys, or beginnings of them, for --replay or after dismiss',
    format: anyText,
    count: 'any',
  },
  exclusive: [['all', 'show', 'replay'], listForms],
  check: ({ options: { all, show, replay, yes, because }, operands }) => {
    const isDismissal = operands[0] === DISMISS;
    return [
      ...(operands.length > 0 && !replay && !isDismissal
        ? [
            `"${operands.join(' ')}" does not say what to do: --replay ROW replays a message, ${DISMISS} ROW --because TEXT closes it`,
          ]
        : []),
      ...(yes !== undefined && !replay ? ['--yes goes with --replay'] : []),
      ...(isDismissal && replay ? [`${DISMISS} and --replay exclude each other`] : []),
      ...(isDismissal && (all || show !== undefined)
        ? [`${DISMISS} and --${all ? 'all' : 'show'} exclude each other`]
        : []),
      ...(isDismissal && operands.length === 1 ? [`${DISMISS} needs the row key of a dead letter`] : []),
      ...(isDismissal && because === undefined ? [`${DISMISS} needs --because TEXT`] : []),
      ...(because !== undefined && !isDismissal ? [`--because goes with ${DISMISS}`] : []),
    ];
  },
  details: `./callrecords dead-letters dismiss ROW... --because TEXT closes messages for good: health no longer counts
them, and reconcile leaves their calls alone.

--replay sets State to waiting and leaves the rest to the timer maintain, which makes the call pending before
it marks the row as replayed: the command can be interrupted at any moment, and nothing is replayed twice.
By itself maintain replays a message that names a call 1 hour, 6 hours, 1, 3, 7, 14 and 29 days after it was
given up, and closes it once the call is stored. A call that is given up again keeps its row. More than ${REPLAYED_UNASKED} are replayed only when you confirm. Times are
UTC.`,
  changes: ({ options, operands }) => options.replay || operands[0] === DISMISS,

  async run(context, { options, operands }) {
    if (options.replay)
      return await replayDeadLetters(context, { rowKeys: operands, yes: options.yes, form: options });
    const [first, ...rows] = operands;
    if (first === DISMISS) return await dismissDeadLetters(context, rows, options.because ?? '');
    if (options.show !== undefined) return await show(context, options.show, options);
    const found = await lettersIn(context, options.all);
    const kind = options.all ? 'dead letter' : 'unresolved dead letter';
    const heading = found.length === 0 ? `No ${kind}s.\n` : `${counted(found.length, kind)}\n\n`;
    await remark(context.terminal, options, heading);
    await printList(context.terminal, options, list, [found]);
    if (found.length > 0) await remark(context.terminal, options, NEXT);
    return EXIT.done;
  },
});

const NEXT = `
./callrecords dead-letters --show ROW shows a message whole; --replay ROW ingests its call again;
./callrecords dead-letters dismiss ROW --because TEXT closes it.
`;

const list: List<StoredRow> = {
  columns: [
    { title: 'state', text: (row) => textIn(row, 'State') },
    { title: 'given up (UTC)', text: (row) => moment(timeIn(row, 'DeadAt')) },
    { title: 'tried again (UTC)', text: (row) => moment(timeIn(row, 'NextReplayAt')) },
    { title: 'deliveries', align: 'right', text: (row) => textIn(row, 'DequeueCount') },
    { title: 'from', text: ({ partitionKey }) => partitionKey },
    { title: 'call', text: (row) => textIn(row, 'CallId') },
  ],
  details: (row) => [`          why  ${textIn(row, 'Reason')}`, `          row  ${row.rowKey}`],
  ...rowObjects('DeadLetters'),
};

async function show(context: StoreContext, rowKey: string, form: Form): Promise<ExitCode> {
  const { terminal } = context;
  const letter = await letterNamed(context, rowKey);
  await printList(terminal, form, list, [[letter]]);
  const { text, missing } = bodyIn(letter.cells);
  if (!form.json && !form.csv) await terminal.print(`\n${text}\n`);
  if (missing > 0)
    await remark(terminal, form, `The last ${counted(missing, 'character')} of the message were not kept.\n`);
  return EXIT.done;
}
