/** `npm run bench`: measures, prints, and with --write puts the results into docs/performance.md. */

import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { EXIT } from '../../src/cli/exit.ts';
import { buildFunctionsFor, givenToScript } from '../script.ts';
import { allMeasurements } from './all-measurements.ts';
import { exceededLimits, type Result, report, withResults } from './report.ts';
import { BENCH } from './syntax.ts';
import { createWorkbench } from './workbench.ts';

const PAGE = new URL('../../docs/performance.md', import.meta.url);

/** Odd, so that a median is one of the measured values. */
const DEFAULT_ROUNDS = 7;

const { only = allMeasurements, rounds = DEFAULT_ROUNDS, write } = givenToScript(BENCH).options;
buildFunctionsFor('bench');
const results: Array<Result> = [];
for (const measurement of only) {
  // One workbench each: what a measurement leaves in the emulator's memory must not slow down the next.
  const workbench = createWorkbench(rounds);
  try {
    const result = { measurement, tables: await measurement.run(workbench) };
    console.log(report(result));
    results.push(result);
  } finally {
    await workbench.close();
  }
}
if (write) await writeFile(PAGE, withResults(await readFile(PAGE, 'utf8'), results, circumstances()));
const exceeded = exceededLimits(results);
if (exceeded.length > 0) {
  console.error(`Limits exceeded:\n${exceeded.map((line) => `  ${line}`).join('\n')}`);
  process.exitCode = EXIT.foundWrong;
}

/** No more about the machine than what the figures need. */
function circumstances(): string {
  const day = new Date().toISOString().slice(0, 10);
  return `${availableParallelism()} virtual cores with Node ${process.versions.node}, ${rounds} rounds, ${day}`;
}
