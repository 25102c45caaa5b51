// ./callrecords: the command line; --help lists its commands.
import { runCommandLine } from './run-command-line.ts';
import { endWithReader } from './terminal.ts';

endWithReader();
process.exitCode = await runCommandLine(process.argv.slice(2));
