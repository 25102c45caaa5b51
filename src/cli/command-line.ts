/** Reads command lines: the help, everything that is wrong, or the checked values. */

import { CommanderError, Option as ProgramOption } from 'commander';
import { declare, explain, Line, type Mistake } from './line.ts';
import type { CommandSet, Format, Given, Options, Switch, Syntax, ValueOption } from './syntax.ts';

/** What a command line says. */
export type Reading<Read> =
  | { readonly kind: 'help'; readonly text: string }
  /** Everything that is wrong, a line each, and what to type next. */
  | { readonly kind: 'mistake'; readonly text: string }
  | ({ readonly kind: 'read' } & Read);

/** Reads the arguments of a program with one purpose; its name is what users type to start it. */
export function readArguments<const Declared extends Options, Operand>(
  syntax: Syntax<Declared, Operand>,
  args: ReadonlyArray<string>,
): Reading<{ readonly given: Given<Declared, Operand> }> {
  const line = new Line(syntax.name);
  declare(line, syntax);
  return reading(line, args, () => ({ given: given(line, syntax) }));
}

/** Reads the arguments of a program that has commands. */
export function readCommand<Command extends Syntax>(
  { name, summary, details, version, commands, groups = {} }: CommandSet<Command>,
  args: ReadonlyArray<string>,
): Reading<{ readonly command: Command; readonly given: Given }> {
  const root = new Line(name);
  let read: { readonly command: Command; readonly given: Given } | undefined;
  root.description(summary);
  if (version !== undefined) root.version(version, '--version', 'say which release this is');
  explain(root, details);
  const groupLines = new Map(
    Object.entries(groups).map(([group, text]) => [group, groupLine(root, group, text)]),
  );
  /** A command can have commands below it, which come after it: `exclude` and `exclude list`. */
  const own = new Map<string, Line>();
  for (const command of commands) {
    const [first = '', second] = command.name.split(' ');
    const parent = second === undefined ? root : (groupLines.get(first) ?? own.get(first) ?? root);
    const line = root.createCommand(second ?? first);
    declare(line, command);
    if (second === undefined) own.set(first, line);
    line.action(() => {
      read = { command, given: given(line, command) };
    });
    parent.addCommand(line);
  }
  for (const line of groupLines.values()) root.addCommand(line);
  return reading(root, args, () => read);
}

function groupLine(root: Line, name: string, summary: string): Line {
  const line = root.createCommand(name);
  line.summary(summary).description(summary);
  return line;
}

/** The checked values; what is wrong with them is added to the mistakes. */
function given<Declared extends Options, Operand>(
  line: Line,
  syntax: Syntax<Declared, Operand>,
): Given<Declared, Operand> {
  const options = Object.entries(syntax.options).map(([name, option]) => [
    name,
    optionValue(line, name, option),
  ]);
  const found = { options: Object.fromEntries(options), operands: operandsOf(line, syntax) };
  if (line.transcript.mistakes.length === 0) {
    for (const mistake of syntax.check?.(found) ?? []) line.error(mistake);
  }
  return found;
}

function operandsOf<Operand>(line: Line, { operands }: Syntax<Options, Operand>): ReadonlyArray<Operand> {
  if (!line.transcript.mistakes.some(({ code }) => code === UNKNOWN_OPTION)) {
    if (operands === undefined) return [];
    // Commander names those that are too many.
    const texts = operands.count === 'one' ? line.args.slice(0, 1) : line.args;
    return texts.map((text) => readText(line, text, `"${text}"`, operands.format));
  }
  // Commander names the first unknown option only. What stands behind it may be its value.
  const [, ...others] = line.args.filter((text) => text.startsWith('-'));
  for (const other of others) line.error(`unknown option '${other}'`);
  return [];
}

function optionValue(line: Line, name: string, option: Switch | ValueOption<unknown>): unknown {
  const { [new ProgramOption(`--${name}`).attributeName()]: parsed } = line.opts();
  if (!('takes' in option)) return parsed === true;
  const texts: ReadonlyArray<string | undefined> = parsed ?? [];
  if (texts.length > 1 && option.isRepeated === undefined) line.error(`--${name} is given twice`);
  const values = texts.map((text) => {
    // Commander has said that the value is missing.
    if (text === undefined) return undefined;
    // `--user --json` asks for the calls of no user: no value of ours begins so.
    if (text === '' || text.startsWith('--')) return line.error(`--${name} needs a value`);
    return readText(line, text, `--${name} is "${text}", which`, option.format);
  });
  return option.isRepeated === undefined ? values[0] : values;
}

function readText<Value>(
  line: Line,
  text: string,
  subject: string,
  { read, expected }: Format<Value>,
): Value {
  const value = read(text);
  return value ?? line.error(`${subject} is not ${expected}`);
}

/** Parses, and says what came of it: the help, the mistakes, or the result. */
function reading<Read>(
  line: Line,
  args: ReadonlyArray<string>,
  result: () => Read | undefined,
): Reading<Read> {
  const { transcript } = line;
  try {
    line.parse(args, { from: 'user' });
  } catch (error) {
    // Help ends the parsing.
    if (!(error instanceof CommanderError)) throw error;
    if (transcript.help !== '') return { kind: 'help', text: transcript.help };
  }
  const read = result();
  if (read !== undefined && transcript.mistakes.length === 0) return { kind: 'read', ...read };
  return { kind: 'mistake', text: mistakesText(transcript.mistakes) };
}

const UNKNOWN_OPTION = 'commander.unknownOption';
/** An operand may be the value of an unknown option: how many there are is not known then. */
const ABOUT_COUNT: ReadonlyArray<string | undefined> = [
  'commander.missingArgument',
  'commander.excessArguments',
];

function mistakesText(mistakes: ReadonlyArray<Mistake>): string {
  const isUnknown = mistakes.some(({ code }) => code === UNKNOWN_OPTION);
  const told = mistakes.filter(({ code }) => !isUnknown || !ABOUT_COUNT.includes(code));
  return `${told.map(({ text }) => text).join('\n')}. Help: ${told[0]?.help}\n`;
}
