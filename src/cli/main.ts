// ./callrecords: the command line; --help lists its commands.
import { EXIT } from './exit.ts';
import { runCommandLine } from './run-command-line.ts';
import { endWithReader, terminal } from './terminal.ts';

endWithReader();
try {
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    terminal,
    environment: process.env,
    directory: process.cwd(),
  });
} catch (error) {
  // A fault of the program: its stack trace is needed, and no script may take it for an answer.
  console.error(error);
  process.exitCode = EXIT.unreachable;
}
