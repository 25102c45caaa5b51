/** All scenarios, in the order in which they are shown. */

import type { CrashScenario } from '../scenario.ts';
import { largeMeeting, meetingWithPages, newCall, newVersion, notFoundThenFound } from './calls.ts';
import { badRecord, poisonedMessage } from './dead-letters.ts';
import { missingCalls, resync } from './reconcile.ts';
import { created, recreated, renewed, replaced, replacedWithGap } from './subscription.ts';
import { severalNotifications } from './webhook.ts';

/** What becomes of one call. */
export const OF_CALLS: ReadonlyArray<CrashScenario> = [
  newCall,
  notFoundThenFound,
  newVersion,
  meetingWithPages,
  largeMeeting,
  severalNotifications,
];

/** What is given up on, and what the timers do. */
export const OF_DUTIES: ReadonlyArray<CrashScenario> = [
  badRecord,
  poisonedMessage,
  created,
  renewed,
  replaced,
  replacedWithGap,
  recreated,
  missingCalls,
  resync,
];

export const SCENARIOS: ReadonlyArray<CrashScenario> = [...OF_CALLS, ...OF_DUTIES];
