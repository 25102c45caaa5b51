/** What an erasure or an exclusion that is not finished waits for, in words. */

import { type DateTime, toDateTime } from '../language/date-time.ts';
import type { WithheldValues } from '../tables/declarations/withheld.ts';
import { counted } from '../wording/values.ts';
import { inAnHour } from './pass.ts';

export interface WaitsFor {
  /** What follows “waits for”. */
  readonly what: string;
  /** When it will be, or has been since; undefined where the timer is all that it takes. */
  readonly at: DateTime | undefined;
}

/** Undefined for what is finished. */
export function waitsFor(values: WithheldValues, now: Date): WaitsFor | undefined {
  const { FinishedAt, LiftedAt, RequestedAt, NextPassAt, FoundInPass = 0, FailedInPass = 0 } = values;
  if (FinishedAt !== undefined) return undefined;
  if (LiftedAt !== undefined)
    return { what: 'the timer forget, which ends what was begun before it was lifted', at: undefined };
  const at = NextPassAt ?? (RequestedAt === undefined ? undefined : inAnHour(RequestedAt));
  const failed =
    FailedInPass === 0 ? '' : `; ${counted(FailedInPass, 'call')} could not be stored again in the last one`;
  if (at !== undefined && at > toDateTime(now)) {
    const pass =
      NextPassAt === undefined
        ? 'its first pass: by then no ingest lives that does not know of it'
        : 'another pass, which must find nothing: by then no ingest lives that read a call as it was before';
    return { what: pass + failed, at };
  }
  const due = FoundInPass === 0 ? 'a pass that is due' : 'the rest of a pass';
  return { what: `the timer forget: ${due}${failed}`, at };
}
