// When a timer is due: croner finds the times of the numbers that NCRONTAB names. It knows more and other forms itself.
import { Cron } from 'croner';
import { scheduledNumbers } from '../../src/language/ncrontab.ts';

/**
 * The first time after `after`, in whole seconds, that `schedule` names.
 * @throws {Error} when it is not an NCRONTAB expression of six fields, or names no time at all.
 */
export function nextOccurrence(schedule: string, after: Date): Date {
  const next = timesOf(schedule).nextRun(after);
  if (next === null) throw new Error(`the schedule "${schedule}" never comes`);
  return next;
}

/** By schedule: to read one takes longer than to find a time of it. */
const known = new Map<string, Cron>();

function timesOf(schedule: string): Cron {
  const before = known.get(schedule);
  if (before !== undefined) return before;
  const pattern = scheduledNumbers(schedule).map((numbers) => numbers.join(','));
  // Day and day of week must both match; Vixie's cron, and croner by default, take either.
  const options = { mode: '6-part', domAndDow: true, timezone: 'UTC', paused: true } as const;
  const times = new Cron(pattern.join(' '), options);
  known.set(schedule, times);
  return times;
}
