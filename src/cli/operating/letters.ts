/** Rows of the table DeadLetters, of all sources. */

import { UNRESOLVED } from '../../dead-letters/unresolved.ts';
import type { StoredRow } from '../../tables/cell.ts';
import { timeIn } from '../../tables/cell-text.ts';
import { deadLetterSources } from '../../tables/declarations/dead-letters.ts';
import type { StoreContext } from '../command.ts';
import { AskedWrongly, NotFound } from '../exit.ts';
import { allRows } from './rows.ts';

/** What reading letters needs. */
export type LetterContext = Pick<StoreContext, 'store' | 'terminal'>;

/** The letters, all or only those that are unresolved; the latest first: what just went wrong is looked for. */
export async function lettersIn(context: LetterContext, all: boolean): Promise<ReadonlyArray<StoredRow>> {
  const rows: Array<StoredRow> = [];
  for (const partitionKey of deadLetterSources) {
    const query = all ? { partitionKey } : { partitionKey, where: UNRESOLVED };
    rows.push(...(await allRows(context, 'DeadLetters', query)));
  }
  const deadAt = (row: StoredRow) => timeIn(row, 'DeadAt') ?? row.rowKey;
  return rows.sort((a, b) => (deadAt(a) < deadAt(b) ? 1 : deadAt(a) > deadAt(b) ? -1 : 0));
}

/** The one letter whose row key is, or begins with, what is given. Rejects with NotFound or AskedWrongly. */
export async function letterNamed(context: LetterContext, rowKeyPrefix: string): Promise<StoredRow> {
  const rows: Array<StoredRow> = [];
  for (const partitionKey of deadLetterSources) {
    rows.push(...(await allRows(context, 'DeadLetters', { partitionKey, rowKeyPrefix })));
  }
  const [exact] = rows.filter(({ rowKey }) => rowKey === rowKeyPrefix);
  const [first, another] = rows;
  if (exact !== undefined) return exact;
  if (first === undefined) {
    throw new NotFound(
      `No dead letter has a row key that is or begins with ${rowKeyPrefix}. List them: ./callrecords dead-letters --all`,
    );
  }
  if (another === undefined) return first;
  const candidates = rows.map(({ rowKey }) => rowKey).join(', ');
  throw new AskedWrongly(`Several row keys begin with ${rowKeyPrefix}. Type more of one: ${candidates}`);
}

/** The letters of these row keys; rejects with NotFound that says of each what is wrong with it. */
export async function lettersNamed(
  context: LetterContext,
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
