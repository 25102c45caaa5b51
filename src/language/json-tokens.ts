/** JSON text as a tree that knows where its strings stand, so that single ones are replaced and all else keeps its text. */

/** A string token: where it stands, quotes included, and what it says. */
export interface StringToken {
  readonly kind: 'string';
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

export interface ObjectTokens {
  readonly kind: 'object';
  readonly members: ReadonlyArray<{ readonly name: StringToken; readonly value: JsonTokens }>;
}

export interface ArrayTokens {
  readonly kind: 'array';
  readonly elements: ReadonlyArray<JsonTokens>;
}

export type JsonTokens = StringToken | ObjectTokens | ArrayTokens | { readonly kind: 'other' };

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s{}[\]:,"]+/gs;

/** The tree of a text that is JSON. Throws SyntaxError for brackets that do not match; it checks nothing else. */
export function readTokens(text: string): JsonTokens {
  const tokens = text.matchAll(TOKEN);
  const next = (): RegExpExecArray => {
    const { value } = tokens.next();
    if (value === undefined) throw new SyntaxError('the JSON text ends too early');
    return value;
  };
  const readValue = (token: RegExpExecArray): JsonTokens => {
    const [said] = token;
    if (said === '{') return readObject();
    if (said === '[') return readArray();
    return said.startsWith('"') ? stringToken(token) : { kind: 'other' };
  };
  const readObject = (): ObjectTokens => {
    const members: Array<ObjectTokens['members'][number]> = [];
    for (let token = next(); token[0] !== '}'; token = next()) {
      if (token[0] === ',') continue;
      const name = stringToken(token);
      next();
      members.push({ name, value: readValue(next()) });
    }
    return { kind: 'object', members };
  };
  const readArray = (): ArrayTokens => {
    const elements: Array<JsonTokens> = [];
    for (let token = next(); token[0] !== ']'; token = next()) {
      if (token[0] !== ',') elements.push(readValue(token));
    }
    return { kind: 'array', elements };
  };
  return readValue(next());
}

function stringToken({ 0: said, index }: RegExpExecArray): StringToken {
  return { kind: 'string', start: index, end: index + said.length, value: JSON.parse(said) as string };
}

/** The text with other strings in the place of these tokens. */
export function withStrings(text: string, replaced: ReadonlyMap<StringToken, string>): string {
  let result = '';
  let done = 0;
  for (const [{ start, end }, value] of [...replaced].sort(([a], [b]) => a.start - b.start)) {
    result += text.slice(done, start) + JSON.stringify(value);
    done = end;
  }
  return result + text.slice(done);
}
