/** Lists as tables: a heading, then a line for each row, page by page as rows arrive. */

import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';
import { safeLine } from '../wording/safe-text.ts';

export interface TextColumn<Row> {
  readonly title: string;
  readonly align?: 'right';
  readonly text: (row: Row) => string;
}

const GAP = '  ';

export interface TextTableOptions<Row> {
  /** What stands below the line of a row. */
  readonly details?: ((row: Row) => ReadonlyArray<string>) | undefined;
  /** How wide a line may be; undefined where none may be cut. */
  readonly width?: number | undefined;
}

/**
 * Returns what gives the text of the next rows, below the heading where they are the first. Columns are as wide as the
 * first rows need; a longer text below moves what stands right of it.
 */
export function createTextTable<Row>(
  columns: ReadonlyArray<TextColumn<Row>>,
  { details = () => [], width }: TextTableOptions<Row> = {},
): (rows: ReadonlyArray<Row>) => string {
  const shortened = (line: string) => (width === undefined ? line : cliTruncate(line, width));
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
    return lines.map((text) => `${shortened(text.trimEnd())}\n`).join('');
  };
}

function widest(texts: ReadonlyArray<string>): number {
  return texts.reduce((width, text) => Math.max(width, stringWidth(text)), 0);
}

function padded(text: string, width: number, align: 'right' | undefined): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return align === 'right' ? space + text : text + space;
}
