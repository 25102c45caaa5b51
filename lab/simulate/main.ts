/** `npm run simulate`: many worlds, or one again. */

import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { EXIT } from '../../src/cli/exit.ts';
import { givenToScript } from '../script.ts';
import { drawPlan } from '../worlds/plan/draw-plan.ts';
import type { WorldSize } from '../worlds/plan/frame.ts';
import { runWorld } from '../worlds/run-world.ts';
import { runWorlds } from '../worlds/run-worlds.ts';
import { failureText, newsOf, timelineOf } from '../worlds/timeline.ts';
import { addUp, noTallies, reportText } from '../worlds/world/tallies.ts';
import { withFigures } from './guarantees-page.ts';
import { SIMULATE } from './syntax.ts';

/** The stories of so many worlds are shown; one is enough to begin with. */
const MOST_SHOWN = 3;

/** Where no terminal shows progress, a line tells of each tenth. */
const PROGRESS_LINES = 10;

const PAGE = new URL('../../docs/guarantees.md', import.meta.url);

const { options } = givenToScript(SIMULATE);
const size = sizeOf(options);
if (!(await (options.seed === undefined ? manyWorlds() : replay(options.seed))))
  process.exitCode = EXIT.foundWrong;

function sizeOf({ small, month }: typeof options): WorldSize {
  if (month) return 'month';
  return small ? 'small' : 'full';
}

/** Resolves with whether every rule held. */
async function replay(seed: number): Promise<boolean> {
  const result = await runWorld(drawPlan(seed, size));
  const { journal, tallies, violations } = result;
  const callId = options.call?.toLowerCase();
  const story = callId === undefined ? newsOf(journal) : timelineOf(journal, callId);
  console.log(`${story.join('\n')}\n\n${reportText(tallies, violations.length === 0 ? 0 : 1)}`);
  if (violations.length > 0) console.error(`\n${failureText(result)}`);
  return violations.length === 0;
}

async function manyWorlds(): Promise<boolean> {
  const { from = 1, worlds = 1_000, jobs = availableParallelism() } = options;
  const began = performance.now();
  let total = noTallies();
  const broken: Array<number> = [];
  await runWorlds({
    from,
    worlds,
    size,
    jobs,
    onWorld: ({ seed, tallies, failure }) => {
      total = addUp(total, tallies);
      if (failure !== undefined && broken.push(seed) <= MOST_SHOWN) console.error(`${failure}\n`);
      if (total.worlds % Math.ceil(worlds / PROGRESS_LINES) === 0)
        console.error(`${total.worlds} of ${worlds} worlds`);
    },
  });
  const runTime = `${Math.round((performance.now() - began) / 1000).toLocaleString('en-US')} s with ${jobs} at once`;
  console.log(`${reportText(total, broken.length)}\n${runTime}`);
  if (broken.length > 0) console.log(`seeds of worlds with a broken rule: ${broken.join(', ')}`);
  else if (options.write) {
    const day = new Date().toISOString().slice(0, 10);
    const circumstances = `\`npm run simulate -- --from ${from} --worlds ${worlds}\`: seeds ${from} to ${from + worlds - 1}, ${day}, Node ${process.versions.node}, ${runTime}.`;
    await writeFile(PAGE, withFigures(await readFile(PAGE, 'utf8'), total, circumstances));
    console.log('docs/guarantees.md written');
  }
  return broken.length === 0;
}
