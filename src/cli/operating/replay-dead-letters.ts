/** `dead-letters --replay`: has the calls of dead letters ingested again. */

import { askForReplay, canBeReplayed, REPLAY_AFTER_MS } from '../../dead-letters/replay-dead-letters.ts';
import { type DateTime, toDate, toDateTime } from '../../language/date-time.ts';
import type { StoredRow } from '../../tables/cell.ts';
import { isAgreed } from '../agreement.ts';
import type { StoreContext } from '../command.ts';
import { AskedWrongly, EXIT, type ExitCode, NotFound } from '../exit.ts';
import { type Form, type List, printList, remark } from '../list.ts';
import { counted, moment } from '../wording.ts';
import { letterNamed, lettersIn } from './letters.ts';
import { REPLAYED_UNASKED } from './replay.ts';
import { textIn, timeIn } from './rows.ts';

interface Asked {
  readonly letter: StoredRow;
  /** False when the row changed meanwhile. */
  readonly isAsked: boolean;
}

export async function replayDeadLetters(
  context: StoreContext,
  {
    rowKeys,
    yes,
    form,
  }: {
    readonly rowKeys: ReadonlyArray<string>;
    readonly yes: string | undefined;
    readonly form: Form;
  },
): Promise<ExitCode> {
  const found = rowKeys.length === 0 ? await lettersIn(context, false) : await named(context, rowKeys);
  const letters = found.filter(canBeReplayed);
  const question = `${counted(letters.length, 'dead letter')} will be replayed.`;
  if (!(await isAgreed(context, question, { yes, isMuch: letters.length > REPLAYED_UNASKED })))
    return EXIT.foundWrong;
  let changed = 0;
  async function* pages(): AsyncGenerator<ReadonlyArray<Asked>> {
    for (const letter of letters) {
      const isAsked = await askForReplay(context.store, letter);
      if (!isAsked) changed += 1;
      yield [{ letter, isAsked }];
    }
  }
  await printList(context.terminal, form, list, pages());
  await remark(
    context.terminal,
    form,
    summary(letters.length - changed, found.length - letters.length, changed),
  );
  return changed === 0 ? EXIT.done : EXIT.foundWrong;
}

/** The letters of these row keys; rejects with NotFound that says of each what is wrong with it. */
async function named(
  context: StoreContext,
  rowKeys: ReadonlyArray<string>,
): Promise<ReadonlyArray<StoredRow>> {
  const letters: Array<StoredRow> = [];
  const wrong: Array<string> = [];
  for (const rowKey of rowKeys) {
    try {
      letters.push(await letterNamed(context, rowKey));
    } catch (error) {
      if (!(error instanceof NotFound || error instanceof AskedWrongly)) throw error;
      wrong.push(error.message);
    }
  }
  if (wrong.length > 0) throw new NotFound(`${wrong.join('\n')}\nNothing was changed.`);
  return letters;
}

/** An hour after the call was given up: a fault that passes has passed by then. */
function replayAt({ letter, isAsked }: Asked): DateTime | undefined {
  const deadAt = timeIn(letter, 'DeadAt');
  if (!isAsked || deadAt === undefined) return undefined;
  return toDateTime(new Date(toDate(deadAt).getTime() + REPLAY_AFTER_MS));
}

const list: List<Asked> = {
  columns: [
    { title: 'call', text: ({ letter }) => textIn(letter, 'CallId') },
    {
      title: 'replayed from (UTC)',
      text: (asked) => (asked.isAsked ? moment(replayAt(asked)) : 'changed meanwhile'),
    },
  ],
  properties: ['PartitionKey', 'RowKey', 'CallId', 'Asked', 'ReplayAt'],
  object: (asked) => ({
    PartitionKey: asked.letter.partitionKey,
    RowKey: asked.letter.rowKey,
    CallId: textIn(asked.letter, 'CallId'),
    Asked: asked.isAsked,
    ReplayAt: replayAt(asked),
  }),
};

function summary(asked: number, notReplayable: number, changed: number): string {
  const lines = [
    asked === 0
      ? 'No dead letter is replayed.'
      : `${counted(asked, 'dead letter')} waiting: maintain makes their calls pending an hour after they were given up.`,
  ];
  if (asked > 0) lines.push('To have a call fetched at once: ./callrecords replay ID');
  if (notReplayable > 0) {
    lines.push(
      `${counted(notReplayable, 'dead letter')} cannot be replayed: they name no call or came from the webhook. Look at each: ./callrecords dead-letters --show ROW`,
    );
  }
  if (changed > 0)
    lines.push(`${counted(changed, 'dead letter')} changed meanwhile. Type the same command again.`);
  return lines.map((text) => `${text}\n`).join('');
}
