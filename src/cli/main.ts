// ./callrecords: the command line; --help lists its commands.
import { runCommandLine } from './run-command-line.ts';
import { endWithReader, terminal } from './terminal.ts';

endWithReader();
process.exitCode = await runCommandLine(process.argv.slice(2), {
  terminal,
  environment: process.env,
  directory: process.cwd(),
});
