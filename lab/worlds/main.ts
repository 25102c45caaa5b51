/** `npm run simulate`: many worlds, or one again. */

import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { crashes } from '../crash/main.ts';
import { type CommandLine, commandLine, HELP } from './command-line.ts';
import { withFigures } from './guarantees-page.ts';
import { drawPlan } from './plan/draw-plan.ts';
import { createProgress } from './progress.ts';
import { reportText } from './report.ts';
import { runWorld } from './run-world.ts';
import { runWorlds } from './run-worlds.ts';
import { failureText, newsOf, timelineOf } from './timeline.ts';
import { addUp, noTallies } from './world/tallies.ts';

const EXIT_RULE_BROKEN = 1;
const EXIT_WRONG_ARGUMENTS = 2;

/** Stories of so many worlds are shown; one is enough to begin with. */
const MOST_SHOWN = 3;

const PAGE = new URL('../../docs/guarantees.md', import.meta.url);

const parsed = commandLine(process.argv.slice(2), availableParallelism());
switch (parsed.kind) {
  case 'help':
    console.log(HELP);
    break;
  case 'crashes':
    process.exitCode = await crashes(parsed.args);
    break;
  case 'wrong':
    console.error(`Wrong arguments: ${parsed.mistakes.join('; ')}. --help lists them.`);
    process.exitCode = EXIT_WRONG_ARGUMENTS;
    break;
  case 'replay':
    await replay(parsed);
    break;
  case 'worlds':
    await manyWorlds(parsed);
}

async function replay({ seed, size, callId }: Extract<CommandLine, { kind: 'replay' }>): Promise<void> {
  const result = await runWorld(drawPlan(seed, size));
  const story = callId === undefined ? newsOf(result.journal) : timelineOf(result.journal, callId);
  console.log(story.join('\n'));
  console.log(`\n${reportText(result.tallies, result.violations.length === 0 ? 0 : 1)}`);
  if (result.violations.length === 0) return;
  console.error(`\n${failureText(result)}`);
  process.exitCode = EXIT_RULE_BROKEN;
}

async function manyWorlds(args: Extract<CommandLine, { kind: 'worlds' }>): Promise<void> {
  const began = performance.now();
  const progress = createProgress(args.worlds, process.stderr);
  let total = noTallies();
  const broken: Array<number> = [];
  await runWorlds({
    ...args,
    onWorld: ({ seed, tallies, failure }) => {
      total = addUp(total, tallies);
      if (failure !== undefined) {
        broken.push(seed);
        if (broken.length <= MOST_SHOWN) progress.say(`${failure}\n`);
      }
      progress.worldDone(broken.length);
    },
  });
  progress.end();
  const runTime = `${Math.round((performance.now() - began) / 1000).toLocaleString('en-US')} s with ${args.jobs} at once`;
  console.log(reportText(total, broken.length));
  console.log(runTime);
  if (broken.length > 0) {
    console.log(`seeds of worlds with a broken rule: ${broken.join(', ')}`);
    process.exitCode = EXIT_RULE_BROKEN;
    return;
  }
  if (!args.write) return;
  const page = await readFile(PAGE, 'utf8').catch(() => undefined);
  const day = new Date().toISOString().slice(0, 10);
  const last = args.from + args.worlds - 1;
  const circumstances = `\`npm run simulate -- --from ${args.from} --worlds ${args.worlds}\`: seeds ${args.from} to ${last}, ${day}, Node ${process.versions.node}, ${runTime}.`;
  await writeFile(PAGE, withFigures(page, total, circumstances));
  console.log('docs/guarantees.md written');
}
