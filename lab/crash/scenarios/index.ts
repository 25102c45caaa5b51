/** All scenarios, in the order in which they are shown. */

import type { CrashScenario } from '../scenario.ts';
import { OF_CALLS } from './calls.ts';
import { OF_COMMANDS } from './commands.ts';
import { OF_RECONCILE, OF_SUBSCRIPTION, OF_SUMMARIES } from './duties.ts';
import { OF_DEAD_LETTERS } from './given-up.ts';

/** What is given up on, what the timers do, and what operators type. */
export const OF_DUTIES: ReadonlyArray<CrashScenario> = [
  ...OF_DEAD_LETTERS,
  ...OF_SUBSCRIPTION,
  ...OF_RECONCILE,
  ...OF_SUMMARIES,
  ...OF_COMMANDS,
];

export const SCENARIOS: ReadonlyArray<CrashScenario> = [...OF_CALLS, ...OF_DUTIES];
