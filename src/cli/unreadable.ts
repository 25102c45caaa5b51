/** Lists beside whose rows there are some that cannot be read: those are named at the end, and the exit code tells. */

import { explainUnreadable } from '../failures/unreadable-rows.ts';
import type { ForeignRow, ReadRows } from '../tables/table.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** The rows of some pages; once they were iterated, it knows which others could not be read. */
export class ReadableRows<Row> {
  readonly #pages: AsyncIterable<ReadRows<Row>>;
  readonly unreadable: Array<ForeignRow> = [];

  constructor(pages: AsyncIterable<ReadRows<Row>>) {
    this.#pages = pages;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ReadonlyArray<Row>> {
    for await (const { rows, unreadable } of this.#pages) {
      this.unreadable.push(...unreadable);
      yield rows;
    }
  }
}

/** Says which rows could not be read, if any. Resolves with how the command ends. */
export function sayUnreadable(
  { say }: Terminal,
  rows: ReadonlyArray<{ readonly message: string }>,
): ExitCode {
  const told = explainUnreadable(rows);
  if (told === undefined) return EXIT.done;
  const lines = [
    told.text,
    ...told.named.map((row) => `  ${row}`),
    `${told.remedy.text} ${told.remedy.command}`,
  ];
  say(lines.map((line) => `${line}\n`).join(''));
  return EXIT.foundWrong;
}
