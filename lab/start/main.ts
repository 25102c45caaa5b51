/** `npm start`: the whole pipeline on this machine, seen working, with a verdict at the end. */

import { systemClock } from '../../src/adapters/system.ts';
import { endWithNpm } from '../../src/cli/end-with-npm.ts';
import { AzuriteStartError } from '../azurite/start-azurite.ts';
import { RecordFilesError } from '../graph/record-files.ts';
import { PortTaken } from './free-port.ts';
import { HostStartError } from './host-process.ts';
import { listenForInterrupts } from './interrupts.ts';
import { commandLine, helpText } from './options.ts';
import { FunctionsEnded, run } from './run.ts';
import { NotSubscribed } from './world.ts';

const EXIT_FAILED = 1;
const EXIT_WRONG_OPTIONS = 2;

// Whoever read the output, such as `head`, has read enough. The children end with this process.
process.stdout.on('error', () => process.exit(EXIT_FAILED));

const parsed = commandLine(process.argv.slice(2));
switch (parsed.kind) {
  case 'help':
    console.log(helpText());
    break;
  case 'wrong':
    console.error(`Wrong options: ${parsed.mistakes.join('; ')}.\nnpm start -- --help lists what there is.`);
    process.exitCode = EXIT_WRONG_OPTIONS;
    break;
  case 'run':
    try {
      const interrupts = listenForInterrupts();
      endWithNpm();
      process.exitCode = await run(parsed.options, {
        output: process.stdout,
        clock: systemClock,
        interrupts,
      });
    } catch (error) {
      if (!isExpected(error)) throw error;
      console.error(error.message);
      process.exitCode = error instanceof RecordFilesError ? EXIT_WRONG_OPTIONS : EXIT_FAILED;
    }
}

/** Failures that a visitor can do something about are told in their own words, without a stack. */
function isExpected(error: unknown): error is Error {
  const expected = [
    AzuriteStartError,
    HostStartError,
    NotSubscribed,
    PortTaken,
    FunctionsEnded,
    RecordFilesError,
  ];
  return expected.some((kind) => error instanceof kind);
}
