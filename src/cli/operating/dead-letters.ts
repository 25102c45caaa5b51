/** `dead-letters`: the messages that the pipeline gave up on. */

import type { StoredRow } from '../../tables/cell.ts';
import { yesOption } from '../agreement.ts';
import { type StoreContext, storeCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { anyText } from '../formats.ts';
import { type Form, type List, listForms, listOptions, printList, remark } from '../list.ts';
import { counted, moment } from '../wording.ts';
import { letterNamed, lettersIn } from './letters.ts';
import { REPLAYED_UNASKED } from './replay.ts';
import { replayDeadLetters } from './replay-dead-letters.ts';
import { rowObjects, textIn, timeIn } from './rows.ts';

export const deadLetters = storeCommand({
  name: 'dead-letters',
  summary: 'the messages that the pipeline gave up on; --replay tries them again',
  options: {
    all: { description: 'those that were replayed as well' },
    show: {
      takes: 'row',
      description: 'one message whole, by its row key or the beginning of it',
      format: anyText,
    },
    replay: { description: 'ingests the calls of these messages again, or of all that are unresolved' },
    yes: yesOption,
    ...listOptions,
  },
  operands: {
    name: 'row',
    description: 'row keys, or beginnings of them, for --replay',
    format: anyText,
    count: 'any',
  },
  exclusive: [['all', 'show', 'replay'], listForms],
  check: ({ options: { replay, yes }, operands }) => [
    ...(operands.length > 0 && !replay ? [`"${operands.join(' ')}" goes with --replay`] : []),
    ...(yes !== undefined && !replay ? ['--yes goes with --replay'] : []),
  ],
  details: `--replay sets State to waiting and leaves the rest to the timer maintain, which makes the call pending before
it marks the row as replayed: the command can be interrupted at any moment, and nothing is replayed twice.
Maintain replays a message an hour after it was given up; ./callrecords replay ID does not wait. A call that
is given up again gets a new row. More than ${REPLAYED_UNASKED} are replayed only when you confirm. Times are
UTC.`,
  changes: ({ options }) => options.replay,

  async run(context, { options, operands }) {
    if (options.replay)
      return await replayDeadLetters(context, { rowKeys: operands, yes: options.yes, form: options });
    if (options.show !== undefined) return await show(context, options.show, options);
    const rows = await lettersIn(context, options.all);
    const kind = options.all ? 'dead letter' : 'unresolved dead letter';
    const heading = rows.length === 0 ? `No ${kind}s.\n` : `${counted(rows.length, kind)}\n\n`;
    await remark(context.terminal, options, heading);
    await printList(context.terminal, options, list, [rows]);
    if (rows.length > 0) await remark(context.terminal, options, NEXT);
    return EXIT.done;
  },
});

const NEXT = `
./callrecords dead-letters --show ROW shows a message whole; --replay ingests the calls of those that name one again.
`;

const list: List<StoredRow> = {
  columns: [
    { title: 'state', text: (row) => textIn(row, 'State') },
    { title: 'given up (UTC)', text: (row) => moment(timeIn(row, 'DeadAt')) },
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
  const body = ['Body', 'Body2', 'Body3'].map((column) => textIn(letter, column)).join('');
  if (!form.json && !form.csv) await terminal.print(`\n${body}\n`);
  const missing = Number(textIn(letter, 'BodyLength')) - body.length;
  if (missing > 0)
    await remark(terminal, form, `The last ${counted(missing, 'character')} of the message were not kept.\n`);
  return EXIT.done;
}
