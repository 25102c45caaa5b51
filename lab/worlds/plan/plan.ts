/** A world before it begins, and worlds that are written by hand: whatever their script does not name is calm. */

import { CALM_BEHAVIOUR } from '../../graph/behaviour.ts';
import type { Weather } from '../weather/weather.ts';
import type { PlannedCall, WorldFrame } from './frame.ts';

/** The same plan gives the same world, event by event. */
export interface WorldPlan extends WorldFrame {
  readonly weather: ReadonlyArray<Weather>;
}

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** One instance, from 09:00 on a Monday, beside a Graph that tells everything once and in order. */
export function calmPlan(changes: Partial<WorldPlan> = {}): WorldPlan {
  return {
    seed: 1,
    size: 'small',
    startsAt: new Date('2026-11-23T09:00:00.000Z'),
    instances: 1,
    calls: [],
    weather: [],
    fates: [],
    clearsAt: HOUR,
    maintainEveryMinutes: 1,
    reconcileEveryMinutes: 5,
    summarizeEveryMinutes: 5,
    retainEveryMinutes: 10,
    forgetEveryMinutes: 15,
    backfillDays: 0,
    ...changes,
    behaviour: { ...CALM_BEHAVIOUR, ...changes.behaviour },
  };
}

/** A call without media, of one version, that can be read and is notified as it ends. */
export function plannedCall(call: Partial<PlannedCall> = {}): PlannedCall {
  return {
    endsAt: MINUTE,
    kind: 'failed',
    readableAfterSeconds: 0,
    notifiedAfterSeconds: 0,
    nextVersionsAfterSeconds: [],
    ...call,
  };
}
