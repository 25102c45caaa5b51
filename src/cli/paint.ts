/** Styles as a terminal shows them. */

import { styleText } from 'node:util';
import type { Paint, Style } from './text-line.ts';

const FORMATS = {
  title: 'bold',
  quiet: 'gray',
  good: 'green',
  busy: 'yellow',
  bad: 'red',
} as const satisfies Readonly<Record<Style, string>>;

/** styleText looks at the stream, NO_COLOR and FORCE_COLOR by itself. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  return (style, text) => styleText(FORMATS[style], text, { stream });
}
