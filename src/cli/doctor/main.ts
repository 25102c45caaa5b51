// npm run doctor: examines a deployment with the app's settings; --help says more.

import { endWithNpm } from '../end-with-npm.ts';
import { endWithReader, print, say } from '../output.ts';
import { paintFor } from '../paint.ts';
import { environment, isAboutSettings } from '../settings.ts';
import { type Line, painted } from '../text-line.ts';
import { checks } from './checks/index.ts';
import { HELP, readCommandLine } from './command-line.ts';
import { createExamination, type Examination } from './examination.ts';
import { checkLines, resultAsJson, summaryLines } from './report.ts';
import { type Result, runChecks } from './run-checks.ts';

/** Of a terminal that does not say how wide it is, and of a file. */
const USUAL_COLUMNS = 80;

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
    const examination = createExamination(await environment());
    const results = command.json ? await printJson(examination) : await printReport(examination);
    return results.some(({ finding }) => finding.status === 'fail') ? 1 : 0;
  } catch (error) {
    // local.settings.json cannot be read: no check can be made.
    if (!isAboutSettings(error)) throw error;
    say(`${error.message}\n`);
    return 1;
  }
}

async function printJson(examination: Examination): Promise<ReadonlyArray<Result>> {
  const results: Array<Result> = [];
  for await (const result of runChecks(checks, examination)) {
    results.push(result);
    await print(resultAsJson(result));
  }
  return results;
}

async function printReport(examination: Examination): Promise<ReadonlyArray<Result>> {
  const columns = process.stdout.columns ?? USUAL_COLUMNS;
  const paint = paintFor(process.stdout);
  const show = async (lines: ReadonlyArray<Line>) =>
    await print(lines.map((line) => `${painted(line, paint)}\n`).join(''));
  const results: Array<Result> = [];
  for await (const result of runChecks(checks, examination)) {
    await show(checkLines(result, results.at(-1), columns));
    results.push(result);
  }
  await show(summaryLines(results, columns));
  return results;
}
