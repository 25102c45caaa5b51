// npm run ops: operates the pipeline through its rows; --help says more.

import { systemClock } from '../../adapters/system.ts';
import { openTables } from '../../app.ts';
import { endWithNpm } from '../end-with-npm.ts';
import { endWithReader, print, say } from '../output.ts';
import { isAboutSettings, tableAccess } from '../settings.ts';
import { readCommandLine, type Task } from './command-line.ts';
import { confirm } from './confirm.ts';
import { HELP, HELP_OF } from './help.ts';
import { EXIT, type ExitCode } from './operator.ts';
import { perform } from './perform.ts';
import { explainFailure } from './storage-remedy.ts';

endWithReader();
process.exitCode = await main(process.argv.slice(2));

/** Resolves with the exit code. */
async function main(args: ReadonlyArray<string>): Promise<ExitCode> {
  const command = readCommandLine(args);
  switch (command.kind) {
    case 'help':
      await print(command.of === undefined ? HELP : HELP_OF[command.of]);
      return EXIT.done;
    case 'mistake':
      say(
        `${command.message}\nnpm run ops -- ${command.of === undefined ? '' : `${command.of} `}--help says how.\n`,
      );
      return EXIT.wrong;
    case 'task':
      endWithNpm();
      return await tryTo(command.task, command.json);
  }
}

async function tryTo(task: Task, json: boolean): Promise<ExitCode> {
  let hasPrinted = false;
  const printed = async (text: string) => {
    await print(text);
    hasPrinted = true;
  };
  try {
    const access = await tableAccess();
    const { tenantId } = access;
    const tables = openTables(access);
    return await perform({ tenantId, tables, clock: systemClock, json, print: printed, say, confirm }, task);
  } catch (error) {
    say(`${isAboutSettings(error) ? error.message : explainFailure(error)}\n`);
    if (hasPrinted) say('What was shown is true, and not all: the same command may be given again.\n');
    return EXIT.failed;
  }
}
