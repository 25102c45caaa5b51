// npm run rebuild: makes the rows of stored calls again from their documents; --help says more.
import { systemRandom } from '../../adapters/system.ts';
import { openStore } from '../../app.ts';
import { rebuild } from '../../store/rebuild.ts';
import { endWithNpm } from '../end-with-npm.ts';
import { say } from '../output.ts';
import { isAboutSettings, tableAccess } from '../settings.ts';
import { HELP, readCommandLine } from './command-line.ts';
import { progressLines, summary } from './progress.ts';

process.exitCode = await main(process.argv.slice(2));

/** Resolves with the exit code. */
async function main(args: ReadonlyArray<string>): Promise<number> {
  const command = readCommandLine(args);
  switch (command.kind) {
    case 'help':
      process.stdout.write(HELP);
      return 0;
    case 'mistake':
      say(`${command.message}\nnpm run rebuild -- --help says how.\n`);
      return 2;
    case 'rebuild':
      break;
  }
  // The end of a run is safe at any moment: what it was writing is not current yet.
  endWithNpm();
  try {
    const counts = await rebuild(openStore(await tableAccess()), systemRandom, command, progressLines(say));
    say(`Done. ${summary(counts)}\n`);
    return counts.failed === 0 ? 0 : 1;
  } catch (error) {
    if (isAboutSettings(error)) say(`${error.message}\n`);
    else say(`${explain(error)}\nThe calls done so far stay done: the same command goes on from here.\n`);
    return 1;
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.name}: ${error.message}`;
}
