/** Lets a program run that shows calls and ends with a verdict: what it needs, and how it ends. */

import { systemClock } from '../../src/adapters/system.ts';
import { EXIT } from '../../src/cli/exit.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { AzuriteStartError } from '../azurite/start-azurite.ts';
import { endWithNpm } from '../end-with-npm.ts';
import { RecordFilesError } from '../graph/record-files.ts';
import { CannotRun } from './cannot-run.ts';
import { type Interrupts, listenForInterrupts } from './interrupts.ts';

export interface Surroundings {
  readonly output: NodeJS.WriteStream;
  readonly clock: Clock;
  readonly interrupts: Interrupts;
}

export async function runToVerdict(run: (surroundings: Surroundings) => Promise<number>): Promise<void> {
  // The reader of the output, such as `head`, has read enough. The children end with this process.
  process.stdout.on('error', () => process.exit(EXIT.foundWrong));
  const interrupts = listenForInterrupts();
  endWithNpm();
  try {
    process.exitCode = await run({ output: process.stdout, clock: systemClock, interrupts });
  } catch (error) {
    if (!isExpected(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error instanceof RecordFilesError ? EXIT.askedWrongly : EXIT.foundWrong;
  }
}

/** What keeps the program from running is told in its own words, without a stack. */
function isExpected(error: unknown): error is Error {
  return [CannotRun, AzuriteStartError, RecordFilesError].some((kind) => error instanceof kind);
}
