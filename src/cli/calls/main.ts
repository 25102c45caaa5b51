// npm run calls: shows stored calls; --help says more.
import { openStore } from '../../app.ts';
import { endWithNpm } from '../end-with-npm.ts';
import { endWithReader, print, say } from '../output.ts';
import { isAboutSettings, tableAccess } from '../settings.ts';
import { answer, nothingFound } from './answer.ts';
import { HELP, type Question, readCommandLine } from './command-line.ts';

endWithReader();
process.exitCode = await main(process.argv.slice(2));

/** Resolves with the exit code. */
async function main(args: ReadonlyArray<string>): Promise<number> {
  const command = readCommandLine(args);
  switch (command.kind) {
    case 'help':
      await print(HELP);
      return 0;
    case 'mistake':
      say(`${command.message}\nnpm run calls -- --help says how.\n`);
      return 2;
    case 'question':
      endWithNpm();
      return await show(command.question);
  }
}

async function show(question: Question): Promise<number> {
  let hasPrinted = false;
  try {
    for await (const text of answer(question, openStore(await tableAccess()))) {
      await print(text);
      hasPrinted = true;
    }
  } catch (error) {
    say(`${explain(error)}\n${hasPrinted ? 'What was shown is not all.\n' : ''}`);
    return 1;
  }
  if (!hasPrinted) say(`${nothingFound(question)}\n`);
  return hasPrinted ? 0 : 1;
}

function explain(error: unknown): string {
  if (isAboutSettings(error)) return error.message;
  if (!(error instanceof Error)) return `Reading failed: ${error}`;
  return `Reading failed: ${error.name}: ${error.message}`;
}
