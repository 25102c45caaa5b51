/** What an erasure or an exclusion that is not finished waits for, in words. */

import { type DateTime, toDateTime } from '../language/date-time.ts';
import type { WithheldValues } from '../tables/declarations/withheld.ts';
import { goesOnAt } from '../withheld/known-everywhere.ts';
import { counted, moment } from '../wording/values.ts';

export interface WaitsFor {
  /** What follows “waits for”. */
  readonly what: string;
  /** When it will be, or has been since; undefined where the timer is all that it takes. */
  readonly at: DateTime | undefined;
}

/** Undefined for what is finished. */
export function waitsFor(values: WithheldValues, now: Date): WaitsFor | undefined {
  const { FinishedAt, LiftedAt, NextPassAt, FoundInPass = 0, FailedInPass = 0 } = values;
  if (FinishedAt !== undefined) return undefined;
  if (LiftedAt !== undefined)
    return { what: 'the timer forget, which ends what was begun before it was lifted', at: undefined };
  const at = goesOnAt(values);
  const failed =
    FailedInPass === 0 ? '' : ` (${counted(FailedInPass, 'failure')} in the last one, which its log names)`;
  if (at !== undefined && at > toDateTime(now)) {
    const look =
      NextPassAt === undefined
        ? 'the first look of the timer forget'
        : 'another look of the timer forget, which must find nothing';
    return { what: look + failed, at };
  }
  const rest = FoundInPass === 0 ? '' : ', which goes on where the last one stopped';
  return { what: `the next run of the timer forget${rest}${failed}`, at };
}

/** The same in one line; empty for what is finished. */
export function waitsForText(values: WithheldValues, now: Date): string {
  const waiting = waitsFor(values, now);
  if (waiting === undefined) return '';
  return `waits for ${waiting.what}${waiting.at === undefined ? '' : `, not before ${moment(waiting.at)}`}`;
}
