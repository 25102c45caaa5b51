// npm run doctor: examines a deployment with the app's settings; --help says more.
import { styleText } from 'node:util';
import { endWithNpm } from '../end-with-npm.ts';
import { endWithReader, print, say } from '../output.ts';
import { environment, isAboutSettings } from '../settings.ts';
import { type Result, runChecks } from './check.ts';
import { checks } from './checks/index.ts';
import { HELP, readCommandLine } from './command-line.ts';
import { createExamination } from './examination.ts';
import { reportLines, resultAsJson } from './report.ts';

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
      say(`${command.message}\nnpm run doctor -- --help says how.\n`);
      return 2;
    case 'examine':
      break;
  }
  endWithNpm();
  try {
    const results: Array<Result> = [];
    for await (const result of runChecks(checks, createExamination(await environment()))) {
      results.push(result);
      if (command.json) await print(`${JSON.stringify(resultAsJson(result))}\n`);
    }
    if (!command.json) {
      for (const { text, style } of reportLines(results, process.stdout.columns)) {
        await print(`${style === undefined ? text : styleText(style, text, { stream: process.stdout })}\n`);
      }
    }
    return results.some(({ finding }) => finding.status === 'fail') ? 1 : 0;
  } catch (error) {
    // local.settings.json cannot be read: no check can be made.
    if (!isAboutSettings(error)) throw error;
    say(`${error.message}\n`);
    return 1;
  }
}
