/** Text from outside: names, devices, reasons. It may be long, and may run from right to left. */

import { cut } from '../wording/cut.ts';

/** As much as a cell or a heading bears. */
const SHOWN_CHARACTERS = 100;
/** As much as a tooltip bears. */
const TOLD_CHARACTERS = 1_000;

/** Such a word is broken where the line ends; others stay whole. */
const LONG_WORD = /\S{25}/;

/** A figure and its unit stay on one line. */
export function unbroken(text: string): string {
  return text.replaceAll(' %', '\u00a0%');
}

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
