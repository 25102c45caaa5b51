/** Asks the person at the terminal. */

import { createInterface } from 'node:readline/promises';

/** Only `y` and `yes` agree; the end of the input does not. The question goes to standard error. */
export async function confirm(question: string): Promise<'yes' | 'no' | 'nobody'> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return 'nobody';
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    const answer = await Promise.race([terminal.question(question), ended]);
    return /^y(es)?$/i.test(answer.trim()) ? 'yes' : 'no';
  } finally {
    terminal.close();
  }
}
