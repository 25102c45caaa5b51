/**
 * `dead-letters --replay`: hands dead letters to ingest again. It sets State to waiting and leaves the rest to maintain,
 * which makes the call pending before it marks the letter: ended at any moment, nothing is lost and nothing done twice.
 */

import { askForReplay, canBeReplayed, REPLAY_AFTER_MS } from '../../dead-letters/replay-dead-letters.ts';
import { toDate, toDateTime } from '../../language/date-time.ts';
import { createStore } from '../../rows/store.ts';
import type { StoredRow } from '../../tables/cell.ts';
import { printedLine } from '../text-table.ts';
import { counted, moment } from '../wording.ts';
import { lettersIn, lettersNamed } from './dead-letters.ts';
import { EXIT, type ExitCode, type Operator, refusedBy, remark } from './operator.ts';
import { REPLAYED_UNASKED } from './replay.ts';
import { jsonLine, textIn, timeIn } from './rows.ts';

export async function replayDeadLetters(
  operator: Operator,
  { rowKeys, yes }: { readonly rowKeys: ReadonlyArray<string>; readonly yes: boolean },
): Promise<ExitCode> {
  const found =
    rowKeys.length === 0 ? await lettersIn(operator.tables, false) : await named(operator, rowKeys);
  if (found === undefined) return EXIT.failed;
  const letters = found.filter(canBeReplayed);
  const leftToPeople = found.length - letters.length;
  const refused = await refusedBy(
    operator,
    `${counted(letters.length, 'dead letter')} will be replayed.`,
    yes || letters.length <= REPLAYED_UNASKED,
  );
  if (refused !== undefined) return refused;
  let changed = 0;
  for (const letter of letters) {
    const isAsked = await askForReplay(createStore(operator), letter);
    if (!isAsked) changed += 1;
    await operator.print(operator.json ? programLine(letter, isAsked) : line(letter, isAsked));
  }
  await remark(operator, summary(letters.length - changed, leftToPeople, changed));
  return changed === 0 ? EXIT.done : EXIT.failed;
}

/** The letters of these row keys, each of which must name one; undefined after saying which do not. */
async function named(
  operator: Operator,
  rowKeys: ReadonlyArray<string>,
): Promise<ReadonlyArray<StoredRow> | undefined> {
  const letters: Array<StoredRow> = [];
  let isWrong = false;
  for (const rowKey of rowKeys) {
    const [letter, another] = await lettersNamed(operator.tables, rowKey);
    if (letter !== undefined && another === undefined) letters.push(letter);
    else {
      operator.say(printedLine(`${rowKey} names ${letter === undefined ? 'no dead letter' : 'several'}.`));
      isWrong = true;
    }
  }
  if (isWrong) operator.say('Nothing was changed.\n');
  return isWrong ? undefined : letters;
}

/** Not before an hour has passed since the call was given up: a fault that passes has passed by then. */
function replayAt(letter: StoredRow) {
  const deadAt = timeIn(letter, 'DeadAt');
  return deadAt === undefined ? undefined : toDateTime(new Date(toDate(deadAt).getTime() + REPLAY_AFTER_MS));
}

function line(letter: StoredRow, isAsked: boolean): string {
  const fate = isAsked ? `replayed from ${moment(replayAt(letter))} on` : 'has just changed: left as it is';
  return printedLine(`${textIn(letter, 'CallId')}  ${fate}`);
}

function programLine(letter: StoredRow, isAsked: boolean): string {
  const { partitionKey, rowKey } = letter;
  const ReplayAt = isAsked ? replayAt(letter) : undefined;
  return jsonLine({
    PartitionKey: partitionKey,
    RowKey: rowKey,
    CallId: textIn(letter, 'CallId'),
    Asked: isAsked,
    ReplayAt,
  });
}

function summary(asked: number, leftToPeople: number, changed: number): string {
  const lines = [
    asked === 0
      ? 'No dead letter is replayed.'
      : `${counted(asked, 'dead letter')} waiting: maintain makes their calls pending once an hour has passed since they were given up.`,
  ];
  if (asked > 0) lines.push('To have a call fetched at once: npm run ops -- replay CALL');
  if (leftToPeople > 0) {
    lines.push(
      `${counted(leftToPeople, 'dead letter')} left to people: they name no call, or came from the webhook.`,
    );
  }
  if (changed > 0) lines.push(`${counted(changed, 'dead letter')} changed meanwhile: look again.`);
  return lines.map((text) => `${text}\n`).join('');
}
