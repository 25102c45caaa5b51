/** Lines of text. */

/** The lines of a text that comes in pieces; an empty last one is none. */
export async function* textLines(pieces: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let begun: Array<string> = [];
  for await (const piece of pieces) {
    const [end = '', ...next] = piece.split('\n');
    begun.push(end);
    for (const start of next) {
      yield begun.join('');
      begun = [start];
    }
  }
  const rest = begun.join('');
  if (rest !== '') yield rest;
}
