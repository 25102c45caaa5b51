/** Commander's commands, made of declarations: they keep all mistakes, and the help instead of showing it. */

import { Argument, type HelpContext, Command as Program, Option as ProgramOption } from 'commander';
import type { Switch, Syntax, ValueOption } from './syntax.ts';

export interface Mistake {
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
export class Line extends Program {
  readonly transcript: Transcript;

  constructor(name: string, transcript: Transcript = { mistakes: [], help: '' }) {
    super(name);
    this.transcript = transcript;
    // A command can have commands below it, whose options have the names of its own.
    this.enablePositionalOptions();
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

  /** Commander shows the help as an error where a command is missing. */
  override help(context?: unknown): never {
    const { error: isMistake = false } = (context ?? {}) as HelpContext;
    if (isMistake && this.transcript.mistakes.length === 0) this.error('a command is missing');
    return super.help(context as HelpContext);
  }

  /** Commander shows the help of the program where a command has a slip in it: it would look like that command's. */
  override outputHelp(context?: unknown): void {
    const [name, second] = this.args;
    const first = name === 'help' ? second : name;
    const isUnknown = this.commands.length > 0 && first !== undefined && !first.startsWith('-');
    if (isUnknown) this.error(`unknown command '${first}'`);
    else super.outputHelp(context as HelpContext);
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

export function declare(line: Line, { summary, details, options, operands, exclusive = [] }: Syntax): void {
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
export function explain(line: Line, details: string): void {
  // Lines that are indented, as in a list, stay lines of their own.
  const lines = details.replace(/(?<!\n)\n(?![\n ])/g, ' ').split('\n');
  line.addHelpText('after', `\n${lines.map((text) => wrapped(line, text)).join('\n')}`);
}

/** What is too long goes on in the next line; of a row such as `  name  meaning`, below the meaning. */
function wrapped(line: Line, text: string): string {
  const [term = ''] = /^ +\S.*? {2,}/.exec(text) ?? [];
  const meaning = line.createHelp().boxWrap(text.slice(term.length), helpWidth() - term.length);
  return term + meaning.replaceAll('\n', `\n${' '.repeat(term.length)}`);
}

function flags(name: string, option: Switch | ValueOption<unknown>): string {
  return 'takes' in option ? `--${name} <${option.takes}>` : `--${name}`;
}
