/** Text from outside, cut where it is long. */

/** Whole characters, and `…` behind them: an emoji is not cut in two. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const beginning = text.slice(0, most * UNITS_OF_A_CHARACTER);
  const characters = Array.from(SEGMENTER.segment(beginning), ({ segment }) => segment);
  const isWhole = characters.length <= most && beginning.length === text.length;
  return isWhole ? text : `${characters.slice(0, most).join('')}…`;
}

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** A family of four is eleven code units; longer characters than this are made to do harm. */
const UNITS_OF_A_CHARACTER = 16;
