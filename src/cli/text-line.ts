/** Lines of text with styles, whose width is known before any escape sequence is in them. */

export type Style = 'title' | 'quiet' | 'good' | 'busy' | 'bad';

export interface Span {
  readonly text: string;
  readonly style?: Style;
}

export type Line = ReadonlyArray<Span | string>;

/** Turns a style into what the output understands. */
export type Paint = (style: Style, text: string) => string;

export const unpainted: Paint = (_style, text) => text;

/** The line cut to so many columns, with `…` where something is missing. Every character is one column wide. */
export function cutTo(line: Line, columns: number): Line {
  const fitted: Array<Span | string> = [];
  let left = columns;
  for (const span of line) {
    const text = textOf(span);
    if (text.length > left) {
      const cut = left > 0 ? `${text.slice(0, left - 1)}…` : '';
      return [...fitted, typeof span === 'string' ? cut : { ...span, text: cut }];
    }
    fitted.push(span);
    left -= text.length;
  }
  return fitted;
}

export function plainText(line: Line): string {
  return line.map(textOf).join('').trimEnd();
}

export function painted(line: Line, paint: Paint): string {
  return line
    .map((span) =>
      typeof span === 'string' || span.style === undefined ? textOf(span) : paint(span.style, span.text),
    )
    .join('')
    .trimEnd();
}

function textOf(span: Span | string): string {
  return typeof span === 'string' ? span : span.text;
}
