// npm run chaos: two hosts over one storage, one killed again and again while calls flow; --help says more.
import { systemClock } from '../../src/adapters/system.ts';
import { endWithNpm } from '../../src/cli/end-with-npm.ts';
import { AzuriteStartError } from '../azurite/start-azurite.ts';
import { HostStartError } from '../start/host-process.ts';
import { listenForInterrupts } from '../start/interrupts.ts';
import { commandLine, HELP } from './options.ts';
import { HostEnded, run } from './run.ts';
import { NotSubscribed } from './world.ts';

const EXIT_FAILED = 1;
const EXIT_WRONG_OPTIONS = 2;

// Whoever read the output has read enough. The children end with this process.
process.stdout.on('error', () => process.exit(EXIT_FAILED));

const parsed = commandLine(process.argv.slice(2));
switch (parsed.kind) {
  case 'help':
    console.log(HELP);
    break;
  case 'wrong':
    console.error(`${parsed.mistakes.join('\n')}\nnpm run chaos -- --help says how.`);
    process.exitCode = EXIT_WRONG_OPTIONS;
    break;
  case 'run':
    try {
      const interrupts = listenForInterrupts();
      endWithNpm();
      process.exitCode = await run(parsed.options, {
        print: (line) => console.log(line),
        clock: systemClock,
        interrupts,
      });
    } catch (error) {
      const expected = [AzuriteStartError, HostStartError, HostEnded, NotSubscribed];
      if (!(error instanceof Error) || !expected.some((kind) => error instanceof kind)) throw error;
      console.error(error.message);
      process.exitCode = EXIT_FAILED;
    }
}
