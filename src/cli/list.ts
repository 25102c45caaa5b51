/** Lists of rows in the form that is asked for: a table, one JSON object a line, or CSV. */

import { stringify } from 'csv-stringify/sync';
import { type Json, type JsonObject, stringifyJson } from '../language/json.ts';
import { safeJson, safeLine } from '../wording/safe-text.ts';
import { counted } from '../wording/values.ts';
import { createTextTable, type TextColumn } from './list-table.ts';
import type { StyledText, Terminal } from './terminal.ts';
import { wrapped } from './wrapped.ts';

/** The options of what can be shown as one JSON object a line. */
export const jsonOption = {
  json: { description: 'one JSON object a line, for programs', group: 'Output:' },
} as const;

/** The options of what lists. */
export const listOptions = {
  ...jsonOption,
  csv: { description: 'comma-separated values with a heading (RFC 4180)', group: 'Output:' },
} as const;

/** One list has one form. */
export const listForms = ['json', 'csv'] as const;

/** What is shown of a row. */
export interface List<Row> {
  readonly columns: ReadonlyArray<TextColumn<Row>>;
  /** What stands below the line of a row in the table. */
  readonly details?: (row: Row) => ReadonlyArray<string>;
  /** The properties of the object that are columns in CSV. */
  readonly properties: ReadonlyArray<string>;
  readonly object: (row: Row) => JsonObject;
}

export interface Form {
  readonly json: boolean;
  readonly csv?: boolean;
}

/** Prints the rows as they come; resolves with their number. `progress`: what is shown after each page meanwhile. */
export async function printList<Row>(
  terminal: Terminal,
  form: Form,
  list: List<Row>,
  pages: AsyncIterable<ReadonlyArray<Row>> | Iterable<ReadonlyArray<Row>>,
  progress = (rows: number) => `${counted(rows, 'row')} so far`,
): Promise<number> {
  const textOf = textIn(form, list, terminal.columns);
  return await terminal.during(async (show) => {
    let count = 0;
    for await (const rows of pages) {
      const texts = rows.length === 0 ? [] : textOf(rows, count === 0);
      for (const { text, style } of texts) await terminal.print(text, style);
      count += rows.length;
      show(progress(count));
    }
    // CSV has a heading even then.
    if (count === 0) for (const { text } of textOf([], true)) await terminal.print(text);
    return count;
  });
}

/** Says a sentence about the answer, which must not stand between the lines that a program reads. */
export async function remark(terminal: Terminal, form: Form, text: string): Promise<void> {
  if (form.json || form.csv) terminal.say(text);
  else await terminal.print(wrapped(text, terminal.columns));
}

function textIn<Row>(
  form: Form,
  { columns, details, properties, object }: List<Row>,
  width: number | undefined,
): (rows: ReadonlyArray<Row>, areFirst: boolean) => ReadonlyArray<StyledText> {
  if (form.json) return (rows) => [{ text: rows.map((row) => jsonLine(object(row))).join('') }];
  if (form.csv) return (rows, areFirst) => [{ text: csvText(rows.map(object), properties, areFirst) }];
  return createTextTable(columns, { details, width });
}

function csvText(
  objects: ReadonlyArray<JsonObject>,
  columns: ReadonlyArray<string>,
  header: boolean,
): string {
  const cast = { string: safeLine, boolean: String, bigint: String };
  return stringify([...objects], { columns: [...columns], header, cast, record_delimiter: 'windows' });
}

/** One object, one line. */
export function jsonLine(value: Json): string {
  return `${safeJson(stringifyJson(value))}\n`;
}
