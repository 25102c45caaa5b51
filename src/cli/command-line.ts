/** Command lines: one declaration gives the parser, the help and the documentation of a command. */

import { Argument, CommanderError, Command as Program, Option as ProgramOption } from 'commander';

/** How the text of an option or operand is read. */
export interface Format<Value> {
  /** What the text must be, such as `a day such as 2026-11-23`. */
  readonly expected: string;
  /** The value; undefined when the text is something else. */
  readonly read: (text: string) => Value | undefined;
}

/** An option that is given or not. */
export interface Switch {
  readonly description: string;
  /** The heading in the help; options without one come first. */
  readonly group?: string;
}

/** An option with a value. */
export interface ValueOption<Value> extends Switch {
  /** What stands for the value in the help, such as DAY. */
  readonly takes: string;
  readonly format: Format<Value>;
  readonly isRequired?: true;
}

/** The options of a command by their names, without the dashes. */
export type Options = Readonly<Record<string, Switch | ValueOption<unknown>>>;

/** What a command takes beside its options. */
export interface Operands<Value> {
  readonly name: string;
  readonly description: string;
  readonly format: Format<Value>;
  readonly count: 'one' | 'some' | 'any';
}

/** What can be typed behind the name of a program or command. */
export interface Syntax<Declared extends Options = Options, Operand = unknown> {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** Further paragraphs, which the help shows after the options. */
  readonly details?: string;
  readonly options: Declared;
  readonly operands?: Operands<Operand>;
  /** Groups of options of which one can be given. */
  readonly exclusive?: ReadonlyArray<ReadonlyArray<string>>;
  /** Says what is wrong with values that are right by themselves. */
  check?(given: Given<Declared, Operand>): ReadonlyArray<string>;
}

/** The values of a command line, checked. */
export interface Given<Declared extends Options = Options, Operand = unknown> {
  readonly options: { readonly [Name in keyof Declared]: ValueOf<Declared[Name]> };
  readonly operands: ReadonlyArray<Operand>;
}

type ValueOf<Option> =
  Option extends ValueOption<infer Value>
    ? Option extends { readonly isRequired: true }
      ? Value
      : Value | undefined
    : boolean;

/** What a command line says. */
export type Reading<Read> =
  | { readonly kind: 'help'; readonly text: string }
  /** Everything that is wrong, a line each, and what to type next. */
  | { readonly kind: 'mistake'; readonly text: string }
  | ({ readonly kind: 'read' } & Read);

/** A program that has commands. */
export interface CommandSet<Command extends Syntax> {
  readonly name: string;
  readonly summary: string;
  readonly details: string;
  readonly commands: ReadonlyArray<Command>;
}

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
  { name, summary, details, commands }: CommandSet<Command>,
  args: ReadonlyArray<string>,
): Reading<{ readonly command: Command; readonly given: Given }> {
  const root = new Line(name);
  let read: { readonly command: Command; readonly given: Given } | undefined;
  root.description(summary);
  explain(root, details);
  for (const command of commands) {
    const line = root.createCommand(command.name);
    declare(line, command);
    line.action(() => {
      read = { command, given: given(line, command) };
    });
    root.addCommand(line);
  }
  return reading(root, args, () => {
    if (read === undefined && root.transcript.mistakes.length === 0) root.error('a command is missing');
    return read;
  });
}

interface Mistake {
  readonly code: string | undefined;
  readonly text: string;
  /** What shows the help of the command that was given wrongly. */
  readonly help: string;
}

/** What the commands of one program say while they are parsed. */
interface Transcript {
  readonly mistakes: Array<Mistake>;
  help: string;
}

/** Of a terminal, or of a file. */
function helpWidth(): number {
  return process.stdout.columns ?? 100;
}

/** Commander ends at the first mistake; this goes on and keeps them all. */
class Line extends Program {
  readonly transcript: Transcript;

  constructor(name: string, transcript: Transcript = { mistakes: [], help: '' }) {
    super(name);
    this.transcript = transcript;
    this.exitOverride().helpOption('--help', 'show this help');
    this.configureHelp({ subcommandTerm: (command) => command.name() });
    this.configureOutput({
      writeOut: (text) => {
        transcript.help += text;
      },
      writeErr: () => undefined,
      getOutHelpWidth: helpWidth,
    });
  }

  override createCommand(name = ''): Line {
    return new Line(name, this.transcript);
  }

  override error(message: string, { code }: { code?: string } = {}): never {
    // A suggestion comes on a line of its own.
    const text = message
      .replace(/^error: /, '')
      .replaceAll('\n', ' ')
      .replace(/\.$/, '');
    const names = [...ancestors(this)].map((line) => line.name());
    this.transcript.mistakes.push({ code, text, help: `${names.reverse().join(' ')} --help` });
    return undefined as never;
  }
}

function* ancestors(line: Program): Generator<Program> {
  for (let at: Program | null = line; at !== null; at = at.parent) yield at;
}

function declare(line: Line, { summary, details, options, operands, exclusive = [] }: Syntax): void {
  line.summary(summary).description(summary);
  if (details !== undefined) explain(line, details);
  for (const [name, option] of Object.entries(options)) {
    const declared = new ProgramOption(flags(name, option), option.description);
    if (option.group !== undefined) declared.helpGroup(option.group);
    if ('takes' in option) {
      declared.argParser((text: string | undefined, before: ReadonlyArray<string | undefined> = []) => [
        ...before,
        text,
      ]);
      declared.makeOptionMandatory(option.isRequired === true);
    }
    const others = exclusive.flatMap((group) =>
      group.includes(name) ? group.slice(group.indexOf(name) + 1) : [],
    );
    line.addOption(
      declared.conflicts(others.map((other) => new ProgramOption(`--${other}`).attributeName())),
    );
  }
  if (operands === undefined) return;
  const { name, count, description } = operands;
  line.addArgument(
    new Argument({ one: `<${name}>`, some: `<${name}...>`, any: `[${name}...]` }[count], description),
  );
}

/** Paragraphs below the options, in lines as long as theirs. */
function explain(line: Line, details: string): void {
  // Lines that are indented, as in a list, stay as they are.
  const paragraphs = details.replace(/(?<!\n)\n(?![\n ])/g, ' ');
  line.addHelpText('after', `\n${line.createHelp().boxWrap(paragraphs, helpWidth())}`);
}

function flags(name: string, option: Switch | ValueOption<unknown>): string {
  return 'takes' in option ? `--${name} <${option.takes}>` : `--${name}`;
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
    return operands === undefined
      ? []
      : line.args.map((text) => readText(line, text, `"${text}"`, operands.format));
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
  const [text] = texts;
  if (texts.length > 1) line.error(`--${name} is given twice`);
  // `--user --json` asks for the calls of no user: no value of ours begins so.
  if (text === '' || text?.startsWith('--')) return line.error(`--${name} needs a value`);
  return text === undefined
    ? undefined
    : readText(line, text, `--${name} is "${text}", which`, option.format);
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
/** Nobody can tell how many operands there are where the value of an unknown option may be one. */
const ABOUT_COUNT: ReadonlyArray<string | undefined> = [
  'commander.missingArgument',
  'commander.excessArguments',
];

function mistakesText(mistakes: ReadonlyArray<Mistake>): string {
  const isUnknown = mistakes.some(({ code }) => code === UNKNOWN_OPTION);
  const told = mistakes.filter(({ code }) => !isUnknown || !ABOUT_COUNT.includes(code));
  return `${told.map(({ text }) => text).join('\n')}. Help: ${told[0]?.help}\n`;
}
