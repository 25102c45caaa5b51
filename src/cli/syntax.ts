/** What can be typed: one declaration gives the parser, the help and the documentation of a command. */

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
  /** Given as often as there are values; the value is all of them. */
  readonly isRepeated?: true;
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
  /** Groups of options; of each group one option can be given. */
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
    ? Option extends { readonly isRepeated: true }
      ? ReadonlyArray<Value>
      : Option extends { readonly isRequired: true }
        ? Value
        : Value | undefined
    : boolean;

/** A program that has commands. */
export interface CommandSet<Command extends Syntax> {
  readonly name: string;
  readonly summary: string;
  readonly details: string;
  /** The release, which `--version` says. */
  readonly version?: string;
  readonly commands: ReadonlyArray<Command>;
  /** The summaries of first words that several commands share, such as `networks` of `networks list`. */
  readonly groups?: Readonly<Record<string, string>>;
}
