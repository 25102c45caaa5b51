/** A building file as lines that are split into cells. */

import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { textLines } from '../language/text-lines.ts';

/** A line of the file that is not empty; the first line is 1. */
export interface FileRow {
  readonly line: number;
  readonly text: string;
  /** Undefined if a quote is wrong. */
  readonly cells: ReadonlyArray<string> | undefined;
}

type Line = Pick<FileRow, 'line' | 'text'>;
type Delimiter = ',' | '\t';

/** Rows that are split together. */
const ROWS_A_PAGE = 1_000;

/**
 * The rows of a file, page by page. UTF-8, with a byte order mark or without; UTF-16 with one, as Excel writes
 * "Unicode text". Bytes that are neither come as U+FFFD.
 */
export async function* fileRows(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<ReadonlyArray<FileRow>, void, undefined> {
  let delimiter: Delimiter | undefined;
  for await (const lines of pagesOf(filledLines(bytes))) {
    delimiter ??= delimiterOf(lines[0]?.text ?? '');
    yield split(lines, delimiter);
  }
}

function delimiterOf(firstLine: string): Delimiter {
  return firstLine.split('\t').length > firstLine.split(',').length ? '\t' : ',';
}

async function* pagesOf(lines: AsyncIterable<Line>): AsyncGenerator<ReadonlyArray<Line>> {
  let page: Array<Line> = [];
  for await (const line of lines) {
    page.push(line);
    if (page.length < ROWS_A_PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

async function* filledLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let line = 0;
  for await (const text of textLines(decoded(bytes))) {
    line += 1;
    const trimmed = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (trimmed.trim() !== '') yield { line, text: trimmed };
  }
}

async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  for await (const piece of bytes) {
    decoder ??= new TextDecoder(piece[0] === 0xff && piece[1] === 0xfe ? 'utf-16le' : 'utf-8');
    yield decoder.decode(piece, { stream: true });
  }
  yield decoder?.decode() ?? '';
}

/** A row is a line: no name of a building has two. So a wrong quote spoils its own line alone. */
function split(lines: ReadonlyArray<Line>, delimiter: Delimiter): ReadonlyArray<FileRow> {
  const together = parsed(lines.map(({ text }) => text).join('\n'), delimiter);
  if (together?.length === lines.length) {
    return lines.map((line, index) => ({ ...line, cells: together[index] }));
  }
  return lines.map((line) => ({ ...line, cells: parsed(line.text, delimiter)?.[0] }));
}

/** Undefined if a quote is wrong. */
function parsed(text: string, delimiter: Delimiter): ReadonlyArray<ReadonlyArray<string>> | undefined {
  try {
    return parse(text, { delimiter, record_delimiter: '\n', relax_column_count: true, trim: true });
  } catch (error) {
    if (error instanceof CsvError) return undefined;
    throw error;
  }
}
