/** Text from outside, cut where it is long. */

/** Whole characters, and `…` behind them: an emoji is not cut in two. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const beginning = text.slice(0, most * UNITS_OF_A_CHARACTER);
  const characters = charactersOf(beginning);
  const isWhole = characters.length <= most && beginning.length === text.length;
  return isWhole ? text : `${characters.slice(0, most).join('')}…`;
}

/** The same with its end, which tells long ids of one origin apart. */
export function cutInside(text: string, most: number): string {
  if (cut(text, most) === text) return text;
  const end = charactersOf(text.slice(-END_CHARACTERS * UNITS_OF_A_CHARACTER)).slice(-END_CHARACTERS);
  return `${cut(text, most - END_CHARACTERS - 1)}${end.join('')}`;
}

/** The last group of a GUID. */
const END_CHARACTERS = 12;

function charactersOf(text: string): ReadonlyArray<string> {
  return Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
}

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** A family of four is eleven code units; longer characters than this are made to do harm. */
const UNITS_OF_A_CHARACTER = 16;
