/** One run of `npm start`: bring everything up, let calls happen, wait for them, judge, take everything down. */

import type { Line } from '../../src/cli/text-line.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { type RecordFile, readRecordFiles } from '../graph/record-files.ts';
import { azureRows } from '../judge/azure-rows.ts';
import { verdictOn } from '../judge/verdict.ts';
import { counted } from './call-words.ts';
import { aborted, type Interrupts } from './interrupts.ts';
import type { Options } from './options.ts';
import { playRecords, playStory } from './player.ts';
import { type Act, STORY } from './scenario.ts';
import { createScreen, type Screen } from './screen.ts';
import { isSettled, within } from './settled.ts';
import { createShow, type Show } from './show.ts';
import { verdictLines } from './verdict-lines.ts';
import { found, whereToLookLines, whereToLookNow } from './where-to-look.ts';
import { startWorld, type World } from './world.ts';

export interface RunDependencies {
  readonly output: NodeJS.WriteStream;
  readonly clock: Clock;
  readonly interrupts: Interrupts;
}

/** What a run is made of. */
interface Run extends Omit<RunDependencies, 'output'> {
  readonly options: Options;
  /** The records to play; undefined for the story. */
  readonly files: ReadonlyArray<RecordFile> | undefined;
  readonly story: ReadonlyArray<Act>;
  readonly screen: Screen;
  readonly show: Show;
}

/**
 * How long to wait for what is under way. The last call's record can be read after 5 s at the latest and changes for
 * 8 s more; the rest is for waits after a 404 and for slow machines.
 */
const SETTLED_WITHIN_SECONDS = 60;

/** A shell's code for a program that Ctrl-C ended. */
const EXIT_INTERRUPTED = 130;

/** The functions ended by themselves in the middle of the run. */
export class FunctionsEnded extends Error {
  override readonly name = 'FunctionsEnded';
}

/**
 * Resolves with the exit code.
 * @throws {RecordFilesError} for a folder that cannot be played, and whatever keeps the parts from starting.
 */
export async function run(options: Options, { output, clock, interrupts }: RunDependencies): Promise<number> {
  const { recordsDirectory, seed, port } = options;
  const files = recordsDirectory === undefined ? undefined : await readRecordFiles(recordsDirectory);
  const story = files === undefined ? STORY : [];
  const screen = createScreen(output, story, clock);
  const show = createShow(screen, clock);
  screen.print(introduction(seed, files));

  const report = (part: string, where: string) => screen.print([found(part, where)]);
  const start = startWorld({ seed, port, clock, tell: show.tell, report });
  const world = await Promise.race([start, aborted(interrupts.first)]);
  // What has started so far ends with this process.
  if (world === undefined) return process.exit(EXIT_INTERRUPTED);
  try {
    return await playAndJudge({ options, files, story, screen, show, clock, interrupts }, world);
  } finally {
    screen.end();
    await world.stop();
  }
}

async function playAndJudge(run: Run, world: World): Promise<number> {
  const { screen, show, interrupts } = run;
  screen.print([[], ...whereToLookLines(world.azurite, world.functionsUrl), []]);
  show.begin(whereToLookNow(world.azurite, world.functionsUrl));
  const over = new AbortController();
  const ended = world.failed.then((reason) => {
    over.abort();
    throw new FunctionsEnded(reason);
  });
  await Promise.race([ended, happen(run, world, over.signal)]);
  const settled = await Promise.race([ended, settle(run, world)]);
  screen.end();
  if (!settled && interrupts.second.aborted) {
    screen.print([['No verdict: calls were still under way.']]);
    return EXIT_INTERRUPTED;
  }
  if (!settled) screen.print([[`Waited ${SETTLED_WITHIN_SECONDS} s for what is under way, no longer.`], []]);
  const verdict = await verdictOn(
    world.tenant,
    azureRows(world.azurite.connectionString),
    show.observed.forged.callIds,
  );
  screen.print(verdictLines(verdict));
  return verdict.faults.length === 0 ? 0 : 1;
}

function introduction(seed: number, files: Run['files']): ReadonlyArray<Line> {
  const what =
    files === undefined
      ? `The story of seed ${seed}: the same calls with every run of this seed.`
      : `The calls are ${counted(files.length, 'record')} from files.`;
  return [
    [{ text: 'Microsoft Teams call records, from a simulated Graph into tables', style: 'title' }],
    [{ text: what, style: 'quiet' }],
    [],
  ];
}

/** Resolves when no more calls will happen. */
async function happen(
  { options, files, story, show, clock, interrupts }: Run,
  { tenant }: World,
  over: AbortSignal,
): Promise<void> {
  const { tell } = show;
  const stage = { tenant, clock, tell, signal: AbortSignal.any([interrupts.first, over]) };
  if (files === undefined) await playStory(stage, story, options);
  else await playRecords(stage, files);
  if (!interrupts.first.aborted) {
    tell({ type: 'callsOver', at: clock.now(), interrupted: false });
    if (!options.exit) await aborted(interrupts.first);
  }
  if (interrupts.first.aborted) tell({ type: 'callsOver', at: clock.now(), interrupted: true });
}

/** Resolves with whether everything came to its end in time. */
function settle({ show, clock, interrupts }: Run, { tenant }: World): Promise<boolean> {
  const isDone = () => isSettled(show.observed, tenant, clock.now());
  return within(SETTLED_WITHIN_SECONDS, isDone, clock, interrupts.second);
}
