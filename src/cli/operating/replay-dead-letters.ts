/** `dead-letters --replay`: has the calls of dead letters ingested again. */

import { askForReplay, canBeReplayed } from '../../dead-letters/replay-dead-letters.ts';
import type { StoredRow } from '../../tables/cell.ts';
import { textIn } from '../../tables/cell-text.ts';
import { counted } from '../../wording/values.ts';
import { isAgreed } from '../agreement.ts';
import type { StoreContext } from '../command.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { type Form, type List, printList, remark } from '../list.ts';
import { lettersIn, lettersNamed } from './letters.ts';
import { REPLAYED_UNASKED } from './replay.ts';

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
  const found = rowKeys.length === 0 ? await lettersIn(context, false) : await lettersNamed(context, rowKeys);
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
  const isAllNamed = rowKeys.length > 0;
  const isLeftOut = letters.length < found.length && (isAllNamed || letters.length === 0);
  return changed === 0 && !isLeftOut ? EXIT.done : EXIT.foundWrong;
}

const list: List<Asked> = {
  columns: [
    { title: 'call', text: ({ letter }) => textIn(letter, 'CallId') },
    {
      title: 'replayed',
      text: ({ isAsked }) => (isAsked ? 'within a minute' : 'changed meanwhile'),
    },
  ],
  properties: ['PartitionKey', 'RowKey', 'CallId', 'Asked'],
  object: (asked) => ({
    PartitionKey: asked.letter.partitionKey,
    RowKey: asked.letter.rowKey,
    CallId: textIn(asked.letter, 'CallId'),
    Asked: asked.isAsked,
  }),
};

function summary(asked: number, notReplayable: number, changed: number): string {
  const lines = [
    asked === 0
      ? 'No dead letter is replayed.'
      : `${counted(asked, 'dead letter')} waiting: the next run of maintain makes their calls pending.`,
  ];
  if (asked > 0) lines.push('What becomes of them: ./callrecords dead-letters');
  if (notReplayable > 0) {
    lines.push(
      `${counted(notReplayable, 'dead letter')} cannot be replayed: they name no call or came from the webhook. Look at each with ./callrecords dead-letters --show ROW, then: ./callrecords dead-letters dismiss ROW --because TEXT`,
    );
  }
  if (changed > 0)
    lines.push(`${counted(changed, 'dead letter')} changed meanwhile. Type the same command again.`);
  return lines.map((text) => `${text}\n`).join('');
}
