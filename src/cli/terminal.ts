/** What a command says: its answer on standard output, at the pace of its reader; words about it on standard error. */

import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import yoctoSpinner from 'yocto-spinner';
import { safeText } from '../wording/safe-text.ts';
import { EXIT } from './exit.ts';
import { wrapped } from './wrapped.ts';

/** A colour and the like, in the words of `styleText`. */
export type Style = 'red' | 'yellow' | 'green' | 'bold';

/** A piece of text to print. */
export interface StyledText {
  readonly text: string;
  readonly style?: Style | undefined;
}

export interface Terminal {
  /** How wide a line may be; undefined where no line may be broken or made to fit, because a program reads. */
  readonly columns: number | undefined;
  /**
   * Writes to standard output, in a style where it is a terminal; resolves when the reader keeps up, so that rows do
   * not pile up in memory.
   */
  print(text: string, style?: Style): Promise<void>;
  /** Writes to standard error. */
  say(text: string): void;
  /** Text with commands to type, as the user's shell takes them, and for the same deployment. */
  typed(text: string): string;
  /** Asks the user; undefined where no user is at a terminal. The end of the input is an empty answer. */
  ask(question: string): Promise<string | undefined>;
  /** Does what may take long, and shows so: on a terminal once it has taken two seconds, elsewhere in a line every ten. */
  during<Result>(work: (show: (progress: string) => void) => Promise<Result>): Promise<Result>;
}

const SHOW_PROGRESS_AFTER_MS = 2_000;
const SAY_PROGRESS_EVERY_MS = 10_000;

export const terminal: Terminal = {
  get columns() {
    // A terminal that does not know its width says 0.
    return process.stdout.columns || undefined;
  },

  async print(text, style) {
    const safe = safeText(text);
    const { stdout } = process;
    // styleText looks at the stream, NO_COLOR and FORCE_COLOR by itself.
    const styled = style === undefined ? safe : styleText(style, safe, { stream: stdout });
    if (!stdout.write(styled)) await once(stdout, 'drain');
  },

  say(text) {
    process.stderr.write(wrapped(safeText(text), process.stderr.columns || undefined));
  },

  typed: (text) => text,

  async ask(question) {
    if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
    const dialogue = createInterface({ input: process.stdin, output: process.stderr });
    const ended = new Promise<string>((resolve) => dialogue.once('close', () => resolve('')));
    try {
      return await Promise.race([dialogue.question(safeText(question)), ended]);
    } finally {
      dialogue.close();
    }
  },

  async during(work) {
    if (!process.stderr.isTTY) return await duringInLines(work);
    const spinner = yoctoSpinner({ stream: process.stderr });
    let text = 'Working';
    const timer = setTimeout(() => spinner.start(text), SHOW_PROGRESS_AFTER_MS);
    try {
      return await work((progress) => {
        text = safeText(progress);
        if (spinner.isSpinning) spinner.text = text;
      });
    } finally {
      clearTimeout(timer);
      spinner.stop();
    }
  },
};

/** What has not changed since is not said again. */
async function duringInLines<Result>(
  work: (show: (progress: string) => void) => Promise<Result>,
): Promise<Result> {
  let [text, said] = ['', ''];
  const timer = setInterval(() => {
    if (text !== said) terminal.say(`… ${text}\n`);
    said = text;
  }, SAY_PROGRESS_EVERY_MS);
  try {
    return await work((progress) => {
      text = progress;
    });
  } finally {
    clearInterval(timer);
  }
}

/** From now on a reader that has read enough, such as `head`, ends the process without a word. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    terminal.say(`The output cannot be written: ${error.message}\n`);
    process.exit(EXIT.unreachable);
  });
}
