/** Lets calls happen: the story first, then the background; or the records of a folder. */

import type { Clock } from '../../src/ports/clock.ts';
import { adoptRecords, type RecordFile } from '../graph/record-files.ts';
import type { SimulatedTenant } from '../graph/tenant.ts';
import { Random } from '../random.ts';
import { beginCall, gapSeconds } from './background.ts';
import type { StoryEvent } from './observed.ts';
import type { Act } from './scenario.ts';

export interface Stage {
  readonly tenant: SimulatedTenant;
  readonly clock: Clock;
  readonly tell: (event: StoryEvent) => void;
  /** Aborted when no more calls are wanted. */
  readonly signal: AbortSignal;
}

/** From one act to the next: time to read its line, with all seven inside half a minute. */
const ACT_SECONDS = 2.5;
const RECORD_SECONDS = 0.5;

/**
 * Plays the acts that fit into so many calls, then calls of the background. Resolves when all calls have begun,
 * or at once when the signal is aborted.
 */
export async function playStory(
  stage: Stage,
  story: ReadonlyArray<Act>,
  { calls = Number.POSITIVE_INFINITY, seed }: { readonly calls?: number | undefined; readonly seed: number },
): Promise<void> {
  const { tenant, clock, tell, signal } = stage;
  const random = Random.seeded(seed);
  let left = calls;
  for (const [number, act] of story.entries()) {
    if (act.calls > left) continue;
    left -= act.calls;
    const callId = random.fork('act', number).guid();
    tell({ type: 'actBegun', at: clock.now(), act: number, callId });
    act.begin(tenant, callId, clock.now());
    if (!(await pause(stage, ACT_SECONDS))) return;
  }
  for (let number = 0; left > 0 && !signal.aborted; number += 1, left -= 1) {
    const own = random.fork('background', number);
    beginCall(tenant, own);
    if (left > 1) await pause(stage, gapSeconds(own.fork('gap')));
  }
}

/**
 * Plays records one after the other. Graph shows no record that is older than 30 days: such ones are moved into them
 * by whole multiples of 29 days.
 */
export async function playRecords(stage: Stage, files: ReadonlyArray<RecordFile>): Promise<void> {
  for (const file of files) {
    adoptRecords(stage.tenant, [file], { now: stage.clock.now(), shiftDates: true });
    if (!(await pause(stage, RECORD_SECONDS))) return;
  }
}

/** False when the signal was aborted. */
async function pause({ clock, signal }: Stage, seconds: number): Promise<boolean> {
  await clock.sleep(seconds * 1000, signal).catch(() => undefined);
  return !signal.aborted;
}
