// npm run calls: shows stored calls; --help says more.
import { once } from 'node:events';
import { createApplication } from '../../src/app.ts';
import { InvalidSettings, readConfig } from '../../src/config.ts';
import { endWithNpm } from '../end-with-npm.ts';
import { LocalSettingsError, readLocalSettings } from '../host/local-settings.ts';
import { answer, nothingFound } from './answer.ts';
import { HELP, type Question, readCommandLine } from './command-line.ts';

const say = (text: string) => process.stderr.write(text);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads the output, such as `head`, has read enough.
  if (error.code === 'EPIPE') process.exit(0);
  say(`The output cannot be written: ${error.message}\n`);
  process.exit(1);
});

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
    const config = readConfig({ ...(await readLocalSettings(process.cwd())), ...process.env });
    for await (const text of answer(question, createApplication(config).calls)) {
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

/** Resolves when the reader keeps up: what is read from storage does not pile up in memory. */
async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

function explain(error: unknown): string {
  if (error instanceof InvalidSettings || error instanceof LocalSettingsError) return error.message;
  if (!(error instanceof Error)) return `Reading failed: ${error}`;
  return `Reading failed: ${error.name}: ${error.message}`;
}
