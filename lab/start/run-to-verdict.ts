/** Lets a program run that shows calls and ends with a verdict: what it needs, and how it ends. */

import { systemClock } from '../../src/adapters/system.ts';
import { AskedWrongly, EXIT } from '../../src/cli/exit.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { AzuriteStartError } from '../azurite/start-azurite.ts';
import { endWithNpm } from '../end-with-npm.ts';
import { EXIT_INTERRUPTED } from '../script.ts';

export interface Surroundings {
  readonly output: NodeJS.WriteStream;
  readonly clock: Clock;
  /** Ctrl-C: the first asks for the verdict, the second does without. */
  readonly interrupts: { readonly first: AbortSignal; readonly second: AbortSignal };
}

/** Something keeps the program from running; the message tells its user what. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}

export async function runToVerdict(run: (surroundings: Surroundings) => Promise<number>): Promise<void> {
  // The reader of the output, such as `head`, has read enough. The children end with this process.
  process.stdout.on('error', () => process.exit(EXIT.foundWrong));
  const interrupts = listenForInterrupts();
  endWithNpm();
  try {
    process.exitCode = await run({ output: process.stdout, clock: systemClock, interrupts });
  } catch (error) {
    // What keeps the program from running is told in its own words, without a stack.
    const isAskedWrongly = error instanceof AskedWrongly;
    if (!(isAskedWrongly || error instanceof CannotRun || error instanceof AzuriteStartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = isAskedWrongly ? EXIT.askedWrongly : EXIT.foundWrong;
  }
}

/** What is still under way when no verdict is wanted has so long to end in order: the children end with this process. */
const END_WITHIN_MS = 3_000;

/** One Ctrl-C can arrive twice: the terminal signals the whole group, and some shells and npm pass it on besides. */
const SAME_KEYPRESS_MS = 500;

/** Listens until the process ends. SIGTERM wants an end at once, and counts as both. */
function listenForInterrupts(): Surroundings['interrupts'] {
  const first = new AbortController();
  const second = new AbortController();
  // Storage that does not answer must not keep it, whatever is asked of it: the wait, the comparison or the end.
  second.signal.addEventListener('abort', () => {
    setTimeout(() => process.exit(EXIT_INTERRUPTED), END_WITHIN_MS).unref();
  });
  let interruptedAt: number | undefined;
  process.on('SIGINT', () => {
    if (interruptedAt === undefined) first.abort();
    else if (performance.now() - interruptedAt > SAME_KEYPRESS_MS) second.abort();
    interruptedAt ??= performance.now();
  });
  process.on('SIGTERM', () => {
    first.abort();
    second.abort();
  });
  return { first: first.signal, second: second.signal };
}
