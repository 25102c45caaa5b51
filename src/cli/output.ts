/** What a command prints: answers to standard output, at the pace of their reader, and words about them to standard error. */

import { once } from 'node:events';

/** Writes to standard error. */
export function say(text: string): void {
  process.stderr.write(text);
}

/** Resolves when the reader keeps up: what is read from storage does not pile up in memory. */
export async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** From now on a reader that has read enough, such as `head`, ends the process without a word. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    say(`The output cannot be written: ${error.message}\n`);
    process.exit(1);
  });
}
