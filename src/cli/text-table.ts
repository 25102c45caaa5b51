/** Tables for a terminal that are printed as their rows arrive: the widths are fixed beforehand. */

export interface TextColumn<Row> {
  readonly title: string;
  /** Characters; a longer text is printed whole and moves what stands right of it. The last column needs none. */
  readonly width: number;
  readonly align?: 'right';
  readonly text: (row: Row) => string;
}

const GAP = '  ';

export function headerLine<Row>(columns: ReadonlyArray<TextColumn<Row>>): string {
  return columnsLine(columns, ({ title }) => title);
}

export function rowLine<Row>(columns: ReadonlyArray<TextColumn<Row>>, row: Row): string {
  return columnsLine(columns, ({ text }) => text(row));
}

function columnsLine<Row>(
  columns: ReadonlyArray<TextColumn<Row>>,
  textIn: (column: TextColumn<Row>) => string,
): string {
  const padded = columns.map((column) => {
    const text = textIn(column);
    return column.align === 'right' ? text.padStart(column.width) : text.padEnd(column.width);
  });
  return printedLine(padded.join(GAP));
}

/**
 * What a terminal would obey instead of showing it: control characters, and marks that turn the direction of a line.
 * Anybody can put them into the name under which they join a meeting.
 */
const OBEYED = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** One line of text that is safe to print, with its end. */
export function printedLine(text: string): string {
  return `${text.replace(OBEYED, '\ufffd').trimEnd()}\n`;
}
