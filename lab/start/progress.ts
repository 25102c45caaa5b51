/** How far a long piece of work is. */

import type { Clock } from '../../src/ports/clock.ts';

export interface Progress {
  show(text: string): void;
  /** What is printed next begins a line of its own. */
  end(): void;
}

const COUNT_EVERY_MS = 200;
const LINE_EVERY_MS = 10_000;

/** Beginning of the line, and nothing behind it. */
const CLEARED = '\r\u001b[K';

/** On a terminal one line that keeps changing; elsewhere a line now and then. */
export function progressOn(
  output: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>,
  clock: Pick<Clock, 'now'>,
): Progress {
  const { isTTY } = output;
  let nextAt = clock.now().getTime() + (isTTY ? 0 : LINE_EVERY_MS);
  return {
    show(text) {
      const now = clock.now().getTime();
      if (now < nextAt) return;
      nextAt = now + (isTTY ? COUNT_EVERY_MS : LINE_EVERY_MS);
      output.write(isTTY ? `${CLEARED}${text}` : `${text}\n`);
    },
    end() {
      if (isTTY) output.write(CLEARED);
    },
  };
}
