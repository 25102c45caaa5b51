/** `dead-letters`: what the pipeline has given up on. */

import type { Tables } from '../../ports/storage.ts';
import type { StoredRow } from '../../tables/cell.ts';
import { deadLetterSources } from '../../tables/declarations/dead-letters.ts';
import { headerLine, printedLine, type TextColumn, rowLine as tableLine } from '../text-table.ts';
import { counted, moment } from '../wording.ts';
import { EXIT, type ExitCode, type Operator, remark } from './operator.ts';
import { allRows, rowLine, textIn, timeIn } from './rows.ts';

export async function deadLetters(operator: Operator, { all }: { readonly all: boolean }): Promise<ExitCode> {
  const rows = await lettersIn(operator.tables, all);
  if (operator.json) {
    for (const row of rows) await operator.print(rowLine('DeadLetters', row));
    return EXIT.done;
  }
  const kind = all ? 'dead letter' : 'unresolved dead letter';
  await operator.print(rows.length === 0 ? `No ${kind}s.\n` : `${counted(rows.length, kind)}\n\n`);
  if (rows.length === 0) return EXIT.done;
  await operator.print(headerLine(columns));
  for (const row of rows) await operator.print(tableLine(columns, row) + detail(row));
  await operator.print(`\n${HOW_TO_GO_ON}`);
  return EXIT.done;
}

const HOW_TO_GO_ON = `dead-letters --show ROW shows a message whole; dead-letters --replay hands those that name a call to ingest again.
`;

/** Of each source, the latest first: what has just gone wrong is what people look for. */
export async function lettersIn(tables: Tables, all: boolean): Promise<ReadonlyArray<StoredRow>> {
  const unresolved = [{ column: 'State', is: 'ne', cell: { type: 'String', value: 'replayed' } }] as const;
  const rows: Array<StoredRow> = [];
  for (const partitionKey of deadLetterSources) {
    const query = all ? { partitionKey } : { partitionKey, where: unresolved };
    rows.push(...(await allRows(tables, 'DeadLetters', query)));
  }
  const deadAt = (row: StoredRow) => timeIn(row, 'DeadAt') ?? row.rowKey;
  return rows.sort((a, b) => (deadAt(a) < deadAt(b) ? 1 : deadAt(a) > deadAt(b) ? -1 : 0));
}

const columns: ReadonlyArray<TextColumn<StoredRow>> = [
  { title: 'state', width: 8, text: (row) => textIn(row, 'State') },
  { title: 'given up (UTC)', width: 19, text: (row) => moment(timeIn(row, 'DeadAt')) },
  { title: 'deliveries', width: 10, align: 'right', text: (row) => textIn(row, 'DequeueCount') },
  { title: 'from', width: 19, text: ({ partitionKey }) => partitionKey },
  { title: 'call', width: 0, text: (row) => textIn(row, 'CallId') },
];

function detail(row: StoredRow): string {
  return printedLine(`          why  ${textIn(row, 'Reason')}`) + printedLine(`          row  ${row.rowKey}`);
}

/** Shows the letters whose row key is, or begins with, what was given; one is enough to be exact. */
export async function showDeadLetter(operator: Operator, rowKey: string): Promise<ExitCode> {
  const rows = await lettersNamed(operator.tables, rowKey);
  const [row, another] = rows;
  if (row === undefined) {
    operator.say(`No dead letter has a row key that is or begins with ${rowKey}.\n`);
    return EXIT.failed;
  }
  if (another !== undefined) {
    operator.say(`${rows.length} dead letters begin so: give more of the row key.\n`);
    for (const { rowKey: found } of rows) operator.say(printedLine(`  ${found}`));
    return EXIT.failed;
  }
  await operator.print(operator.json ? rowLine('DeadLetters', row) : whole(row));
  const missing = Number(textIn(row, 'BodyLength')) - body(row).length;
  if (missing > 0)
    await remark(operator, `The last ${counted(missing, 'character')} of the message were not kept.\n`);
  return EXIT.done;
}

/** Letters of any source whose row key begins so; the one that is exactly so, when there is one. */
export async function lettersNamed(tables: Tables, rowKeyPrefix: string): Promise<ReadonlyArray<StoredRow>> {
  const rows: Array<StoredRow> = [];
  for (const partitionKey of deadLetterSources) {
    rows.push(...(await allRows(tables, 'DeadLetters', { partitionKey, rowKeyPrefix })));
  }
  const exact = rows.filter(({ rowKey }) => rowKey === rowKeyPrefix);
  return exact.length > 0 ? exact : rows;
}

function whole(row: StoredRow): string {
  return [headerLine(columns), tableLine(columns, row), detail(row), '\n', printedLine(body(row))].join('');
}

function body(row: StoredRow): string {
  return ['Body', 'Body2', 'Body3'].map((column) => textIn(row, column)).join('');
}
