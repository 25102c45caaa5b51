// The Functions host's rules for timers, as plain functions: what is remembered of a timer between runs and over restarts,
// and whether a run was missed meanwhile (ScheduleMonitor.cs in Azure/azure-webjobs-sdk-extensions).
import { nextOccurrence } from './next-occurrence.ts';

export interface TimerStatus {
  /** Absent until the timer has run for the first time. */
  readonly last?: Date;
  readonly next: Date;
  readonly lastUpdated: Date;
}

/** More than one time within the minute after `from`: the host does not keep such a schedule over restarts. */
export function runsWithinAMinute(schedule: string, from: Date): boolean {
  const second = nextOccurrence(schedule, nextOccurrence(schedule, from));
  return second.getTime() - from.getTime() <= 60_000;
}

/** A timer that has never run: it waits for its next time. */
export function firstStatus(schedule: string, now: Date): TimerStatus {
  return { next: nextOccurrence(schedule, now), lastUpdated: now };
}

/** The status with which a host starts: the remembered one, or a new one where the schedule was changed since. */
export function statusAtStart(schedule: string, now: Date, remembered: TimerStatus | undefined): TimerStatus {
  if (remembered === undefined) return firstStatus(schedule, now);
  const expected = nextOccurrence(schedule, remembered.last ?? remembered.lastUpdated);
  if (expected.getTime() === remembered.next.getTime()) return remembered;
  // A time of the new schedule that lies in the past was never promised, so it is not past due.
  return expected < now
    ? firstStatus(schedule, now)
    : { next: expected, lastUpdated: remembered.lastUpdated };
}

/** At least one run was missed. */
export function isPastDue(status: TimerStatus, now: Date): boolean {
  return now > status.next;
}

/** After a run at `now`. A scheduled run that came a little early counts as the one that was due, or it would come twice. */
export function statusAfterRun(
  schedule: string,
  now: Date,
  before: TimerStatus,
  scheduled: boolean,
): TimerStatus {
  const ranAt = scheduled && before.next > now ? before.next : now;
  return { last: ranAt, next: nextOccurrence(schedule, ranAt), lastUpdated: ranAt };
}
