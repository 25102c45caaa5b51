/** Options of a command, read so that everything that is wrong with them is named at once. */

import { parseArgs } from 'node:util';

/** The options of a command by name: with a value, or without. */
export type OptionDeclarations<Name extends string> = Readonly<
  Record<Name, { readonly type: 'string' | 'boolean' }>
>;

/** The options that are there, with their values as text. */
export type Given<Name extends string> = ReadonlyMap<Name, string>;

/**
 * Reads arguments. What is wrong goes to `mistakes`; what is no option goes to `others`, and is a mistake where there
 * are none.
 */
export function readOptions<Name extends string>(
  args: ReadonlyArray<string>,
  options: OptionDeclarations<Name>,
  mistakes: Array<string>,
  others?: Array<string>,
): Given<Name> {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const isOptionName = (name: string): name is Name => Object.hasOwn(options, name);
  const given = new Map<Name, string>();
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (others === undefined) mistakes.push(`"${token.value}" is no option`);
      else others.push(token.value);
    }
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    if (!isOptionName(name)) {
      mistakes.push(`${rawName} is no option`);
      continue;
    }
    const takesValue = options[name].type === 'string';
    if (given.has(name)) mistakes.push(`--${name} is given twice`);
    if (!takesValue && value !== undefined) mistakes.push(`--${name} takes no value`);
    // `--user --json` asks for nobody's calls; no value of ours begins so.
    const lacksValue = value === undefined || value === '' || (value.startsWith('--') && !inlineValue);
    if (takesValue && lacksValue) mistakes.push(`--${name} needs a value`);
    given.set(name, lacksValue ? '' : value);
  }
  return given;
}

/** The value of an option as its parser reads it; a mistake when it cannot. That it is empty is told elsewhere. */
export function readValue<Name extends string, Value>(
  given: Given<Name>,
  name: Name,
  parse: (text: string) => Value | undefined,
  expected: string,
  mistakes: Array<string>,
): Value | undefined {
  const text = given.get(name);
  if (text === undefined || text === '') return undefined;
  const value = parse(text);
  if (value === undefined) mistakes.push(`--${name} is "${text}", which is not ${expected}`);
  return value;
}
