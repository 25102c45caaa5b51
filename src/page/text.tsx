/** Text from outside: names, devices, reasons. It may be long, and may run from right to left. */

/** As much as a cell or a heading bears. */
const SHOWN_CHARACTERS = 100;
/** As much as a tooltip bears. */
const TOLD_CHARACTERS = 1_000;

/** Such a word is broken where the line ends; others stay whole. */
const LONG_WORD = /\S{25}/;

/** A text of others, cut where it is long; the rest is a tooltip. Its direction stays its own. */
export function Outside({ text }: { readonly text: string }) {
  const shown = cut(text, SHOWN_CHARACTERS);
  const mayBreak = LONG_WORD.test(shown) ? { class: 'long' } : {};
  return (
    <bdi {...mayBreak} {...(shown === text ? {} : { title: cut(text, TOLD_CHARACTERS) })}>
      {shown}
    </bdi>
  );
}

/** Whole characters: an emoji is not cut in two. */
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
