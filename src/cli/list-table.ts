/** Lists as tables: a heading, then a line for each row, page by page as rows arrive. */

import stringWidth from 'string-width';
import { safeLine } from '../wording/safe-text.ts';

export interface TextColumn<Row> {
  readonly title: string;
  readonly align?: 'right';
  readonly text: (row: Row) => string;
}

const GAP = '  ';

/**
 * Returns what gives the text of the next rows, below the heading where they are the first. Columns are as wide as the
 * first rows need; a longer text below is not cut and moves what stands right of it. Below a row stand its details.
 */
export function createTextTable<Row>(
  columns: ReadonlyArray<TextColumn<Row>>,
  details: (row: Row) => ReadonlyArray<string> = () => [],
): (rows: ReadonlyArray<Row>) => string {
  let widths: ReadonlyArray<number> | undefined;
  return (rows) => {
    if (rows.length === 0) return '';
    const isFirst = widths === undefined;
    const cells = rows.map((row) => columns.map(({ text }) => safeLine(text(row))));
    const fitted =
      widths ?? columns.map(({ title }, at) => widest([title, ...cells.map((line) => line[at] ?? '')]));
    widths = fitted;
    const line = (texts: ReadonlyArray<string>) =>
      columns.map(({ align }, at) => padded(texts[at] ?? '', fitted[at] ?? 0, align)).join(GAP);
    const body = rows.flatMap((row, index) => [line(cells[index] ?? []), ...details(row).map(safeLine)]);
    const lines = isFirst ? [line(columns.map(({ title }) => title)), ...body] : body;
    return lines.map((text) => `${text.trimEnd()}\n`).join('');
  };
}

function widest(texts: ReadonlyArray<string>): number {
  return texts.reduce((width, text) => Math.max(width, stringWidth(text)), 0);
}

function padded(text: string, width: number, align: 'right' | undefined): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return align === 'right' ? space + text : text + space;
}
