/** Lists as tables: a heading, then a line for each row, page by page as rows arrive. */

import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';
import { safeLine } from '../wording/safe-text.ts';
import type { Style, StyledText } from './terminal.ts';

export interface TextColumn<Row> {
  readonly title: string;
  readonly align?: 'right';
  readonly text: (row: Row) => string;
  /** Of the cell, where the reader is a terminal. */
  readonly style?: (row: Row) => Style | undefined;
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
): (rows: ReadonlyArray<Row>) => ReadonlyArray<StyledText> {
  let widths: ReadonlyArray<number> | undefined;
  return (rows) => {
    if (rows.length === 0) return [];
    const heading = columns.map(({ title }): StyledText => ({ text: title, style: 'bold' }));
    const cells = rows.map((row) =>
      columns.map(({ text, style }): StyledText => ({ text: safeLine(text(row)), style: style?.(row) })),
    );
    const areFirst = widths === undefined;
    const fitted =
      widths ?? columns.map((_, at) => widest([heading, ...cells].map((line) => line[at]?.text ?? '')));
    widths = fitted;
    const line = (texts: ReadonlyArray<StyledText>) =>
      shortened(
        columns.map(({ align }, at) => padded(texts[at] ?? NOTHING, fitted[at] ?? 0, align)),
        width,
      );
    return joined([
      ...(areFirst ? line(heading) : []),
      ...rows.flatMap((row, index) => [
        ...line(cells[index] ?? []),
        ...details(row).flatMap((text) => shortened([{ text: safeLine(text) }], width)),
      ]),
    ]);
  };
}

/** With pieces of one style as one: a page of rows without any is written at once. */
function joined(pieces: ReadonlyArray<StyledText>): ReadonlyArray<StyledText> {
  const all: Array<{ text: string; readonly style?: Style | undefined }> = [];
  for (const { text, style } of pieces) {
    const last = all.at(-1);
    if (last !== undefined && last.style === style) last.text += text;
    else if (text !== '') all.push({ text, style });
  }
  return all;
}

const NOTHING: StyledText = { text: '' };

/** A line with its end, no wider than it may be; what has no style is one piece. */
function shortened(pieces: ReadonlyArray<StyledText>, width: number | undefined): ReadonlyArray<StyledText> {
  const whole = pieces
    .map(({ text }) => text)
    .join(GAP)
    .trimEnd();
  const line = width === undefined ? whole : cliTruncate(whole, width);
  const styled: Array<StyledText> = [];
  let [plainFrom, at] = [0, 0];
  for (const { text, style } of pieces) {
    const end = Math.min(at + text.length, line.length);
    if (style !== undefined && at < end) {
      styled.push({ text: line.slice(plainFrom, at) }, { text: line.slice(at, end), style });
      plainFrom = end;
    }
    at += text.length + GAP.length;
  }
  return [...styled, { text: `${line.slice(plainFrom)}\n` }];
}

function widest(texts: ReadonlyArray<string>): number {
  return texts.reduce((width, text) => Math.max(width, stringWidth(text)), 0);
}

function padded({ text, style }: StyledText, width: number, align: 'right' | undefined): StyledText {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return { text: align === 'right' ? space + text : text + space, style };
}
