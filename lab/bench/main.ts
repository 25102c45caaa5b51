/** `npm run bench`: measures, prints, and with --write puts the results into docs/performance.md. */

import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { allMeasurements } from './all-measurements.ts';
import { type Arguments, commandLine, helpText } from './command-line.ts';
import { withResults } from './performance-page.ts';
import { exceededLimits, type Result, report } from './report.ts';
import { createWorkbench } from './workbench.ts';

const EXIT_LIMIT_EXCEEDED = 1;
const EXIT_WRONG_ARGUMENTS = 2;

const PAGE = new URL('../../docs/performance.md', import.meta.url);

const parsed = commandLine(process.argv.slice(2), allMeasurements);
switch (parsed.kind) {
  case 'help':
    console.log(helpText(allMeasurements));
    break;
  case 'wrong':
    console.error(`Wrong arguments: ${parsed.mistakes.join('; ')}. --help lists them.`);
    process.exitCode = EXIT_WRONG_ARGUMENTS;
    break;
  case 'run':
    await run(parsed.arguments);
}

async function run(args: Arguments): Promise<void> {
  const results = await measure(args);
  if (args.write) {
    const page = await readFile(PAGE, 'utf8');
    await writeFile(PAGE, withResults(page, results, circumstances(args)));
  }
  const exceeded = exceededLimits(results);
  if (exceeded.length === 0) return;
  console.error(`Limits exceeded:\n${exceeded.map((line) => `  ${line}`).join('\n')}`);
  process.exitCode = EXIT_LIMIT_EXCEEDED;
}

async function measure({ measurements, rounds }: Arguments): Promise<ReadonlyArray<Result>> {
  const results: Array<Result> = [];
  for (const measurement of measurements) {
    // One workbench each: what a measurement leaves in the emulator's memory must not slow down the next.
    const workbench = createWorkbench({ rounds });
    try {
      const result = { measurement, findings: await measurement.run(workbench) };
      console.log(report(result));
      results.push(result);
    } finally {
      await workbench.close();
    }
  }
  return results;
}

/** No more about the machine than what the figures need. */
function circumstances({ rounds }: Arguments): string {
  const day = new Date().toISOString().slice(0, 10);
  return `${availableParallelism()} virtual cores with Node ${process.versions.node}, ${rounds} rounds, ${day}`;
}
