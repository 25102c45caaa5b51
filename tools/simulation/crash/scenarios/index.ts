/** All scenarios, in the order in which they are shown. */

import type { CrashScenario } from '../scenario.ts';
import { largeMeeting, meetingWithPages, newCall, newVersion, notFoundThenFound } from './calls.ts';
import { badRecord, poisonedMessage } from './dead-letters.ts';
import { missingCalls, resync } from './reconcile.ts';
import { created, recreated, renewed, replaced, replacedWithGap } from './subscription.ts';
import { severalNotifications } from './webhook.ts';

export const SCENARIOS: ReadonlyArray<CrashScenario> = [
  newCall,
  notFoundThenFound,
  newVersion,
  meetingWithPages,
  largeMeeting,
  badRecord,
  poisonedMessage,
  created,
  renewed,
  replaced,
  replacedWithGap,
  recreated,
  missingCalls,
  resync,
  severalNotifications,
];
