/** `dead-letters dismiss`: closes messages that cannot or need not be ingested, with the reason. */

import { toDateTime } from '../../language/date-time.ts';
import { type DeadLetterSource, deadLetterSources } from '../../tables/declarations/dead-letters.ts';
import { counted } from '../../wording/values.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { type LetterContext, lettersNamed } from './letters.ts';

export async function dismissDeadLetters(
  { terminal, store }: LetterContext,
  rowKeys: ReadonlyArray<string>,
  because: string,
): Promise<ExitCode> {
  const letters = await lettersNamed({ terminal, store }, rowKeys);
  let changed = 0;
  for (const letter of letters) {
    const dismissed = {
      State: 'dismissed',
      DismissedAt: toDateTime(store.clock.now()),
      DismissedBecause: because,
    };
    const source = deadLetterSources.find((one) => one === letter.partitionKey) as DeadLetterSource;
    if ((await store.deadLetters(source).change(letter, dismissed)) === undefined) changed += 1;
  }
  await terminal.print(`${counted(letters.length - changed, 'dead letter')} dismissed.\n`);
  if (changed > 0) {
    terminal.say(`${counted(changed, 'dead letter')} changed meanwhile. Type the same command again.\n`);
  }
  return changed === 0 ? EXIT.done : EXIT.foundWrong;
}
