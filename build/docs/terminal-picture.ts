/** Text as a terminal shows it, as an SVG picture. */

const FONT_SIZE = 13;
const COLUMN_WIDTH = 7.83;
const LINE_HEIGHT = 19;
const MARGIN = 20;

const FONTS = 'Menlo, Consolas, DejaVu Sans Mono, monospace';
const BACKGROUND = '#1b2230';
const PRINTED = '#d8dee9';
const TYPED = '#88d498';

/** Lines that begin with it are what the user typed. */
const PROMPT = '$ ';

/** The title is for readers who do not see the picture. */
export function terminalPicture(title: string, lines: ReadonlyArray<string>): string {
  const columns = Math.max(...lines.map((line) => line.length));
  const width = Math.ceil(columns * COLUMN_WIDTH) + 2 * MARGIN;
  const height = lines.length * LINE_HEIGHT + 2 * MARGIN;
  const texts = lines.flatMap((line, index) => {
    const colour = line.startsWith(PROMPT) ? TYPED : PRINTED;
    const y = MARGIN + index * LINE_HEIGHT + FONT_SIZE;
    return line === '' ? [] : [`<text x="${MARGIN}" y="${y}" fill="${colour}">${escaped(line)}</text>`];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" xml:space="preserve">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>
<g font-family="${FONTS}" font-size="${FONT_SIZE}">
${texts.join('\n')}
</g>
</svg>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
