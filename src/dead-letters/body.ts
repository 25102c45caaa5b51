/** The message of a dead letter, in as many cells as it takes. */

import type { Row } from '../tables/cell.ts';
import { deadLetters } from '../tables/declarations/dead-letters.ts';
import { toCells } from '../tables/table.ts';

/** UTF-16 code units that a string cell of 64 KiB holds with room to spare. */
const CELL_LENGTH = 32_000;

const CELLS = ['Body', 'Body2', 'Body3'] as const;

/** The text in the cells of a letter, and how many characters of the message were not kept. */
export function bodyIn(cells: Row['cells']): { readonly text: string; readonly missing: number } {
  const text = CELLS.map((column) => String(cells[column]?.value ?? '')).join('');
  const length = Number(cells.BodyLength?.value ?? text.length);
  return { text, missing: Math.max(0, length - text.length) };
}

/** The columns of a text; of one that is longer than a letter holds the end is cut. `length`: of the whole message. */
export function bodyValues(text: string, length: number) {
  const part = (index: number): string | undefined =>
    text.length > index * CELL_LENGTH
      ? // A cut can part a surrogate pair, which storage would refuse.
        text.slice(index * CELL_LENGTH, (index + 1) * CELL_LENGTH).toWellFormed()
      : undefined;
  return { Body: part(0) ?? '', Body2: part(1), Body3: part(2), BodyLength: length };
}

/** The cells of a letter with another text. */
export function withBody(cells: Row['cells'], text: string, length: number): Row['cells'] {
  const others = Object.entries(cells).filter(([name]) => !CELLS.some((column) => column === name));
  return { ...Object.fromEntries(others), ...toCells(deadLetters, bodyValues(text, length)) };
}
