/** Lets calls happen: the story first, then the background; or the records of a folder. */

import { adoptRecords, type RecordFile } from '../graph/record-files.ts';
import { Random } from '../random.ts';
import { pause, playCalls, type Stage } from './background.ts';
import type { StoryEvent } from './observed.ts';
import type { Act } from './story.ts';

export interface StoryStage extends Stage {
  readonly tell: (event: StoryEvent) => void;
}

/** From one act to the next: time to read its line, with all seven inside half a minute. */
const ACT_SECONDS = 2.5;
const RECORD_SECONDS = 0.5;
/** About fifty calls a minute: the display keeps moving and can still be read. */
const MEAN_GAP_SECONDS = 1.2;

/** The id of the call that an act is about: known before it happens. */
export function callOfAct(seed: number, number: number): string {
  return Random.seeded(seed).fork('act', number).guid();
}

/**
 * Plays the acts that fit into so many calls, then calls of the background. Resolves when all calls have begun,
 * or at once when the signal is aborted.
 */
export async function playStory(
  stage: StoryStage,
  story: ReadonlyArray<Act>,
  { calls = Number.POSITIVE_INFINITY, seed }: { readonly calls?: number | undefined; readonly seed: number },
): Promise<void> {
  const { tenant, clock, tell } = stage;
  let left = calls;
  for (const [number, act] of story.entries()) {
    if (act.calls > left) continue;
    left -= act.calls;
    const callId = callOfAct(seed, number);
    tell({ type: 'actBegun', at: clock.now(), act: number, callId });
    act.begin(tenant, callId, clock.now());
    if (!(await pause(stage, ACT_SECONDS))) return;
  }
  await playCalls(stage, Random.seeded(seed).fork('background'), {
    calls: left,
    meanGapSeconds: MEAN_GAP_SECONDS,
  });
}

/**
 * Plays records one after the other. Graph shows no record that is older than 30 days: such ones are moved into them
 * by whole multiples of 29 days.
 */
export async function playRecords(stage: StoryStage, files: ReadonlyArray<RecordFile>): Promise<void> {
  for (const file of files) {
    adoptRecords(stage.tenant, [file], { now: stage.clock.now(), shiftDates: true });
    if (!(await pause(stage, RECORD_SECONDS))) return;
  }
}
