/** Colours of what is printed. */

import { styleText } from 'node:util';

const FORMATS = { title: 'bold', quiet: 'gray', good: 'green', busy: 'yellow', bad: 'red' } as const;

export type Style = keyof typeof FORMATS;

/** Turns a style into what the output understands. */
export type Paint = (style: Style, text: string) => string;

/** styleText looks at the stream, NO_COLOR and FORCE_COLOR by itself. */
export function paintFor(stream: NodeJS.WritableStream): Paint {
  return (style, text) => styleText(FORMATS[style], text, { stream });
}
