/** Timers that work for minutes, of which one run at a time may work: what it notes between its steps is its own. */

import { toDate, toDateTime } from '../language/date-time.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import { CLOCKS_DIFFER_MS } from '../ports/clock.ts';
import type { Store } from '../rows/store.ts';
import type { PipelineStatusValues } from '../tables/declarations/pipeline-status.ts';
import { failureText } from './failure-text.ts';
import { WrongClock } from './service-clock.ts';

type OneRun = 'retain' | 'forget';

/** So long a run that died keeps others from beginning: after the host's functionTimeout of ten minutes none lives. */
const CLAIMED_FOR_MS = 10 * MINUTE_MS;

/** Whether the run may begin; otherwise another one is under way. */
export async function beginRun({ status, clock }: Store, timer: OneRun): Promise<boolean> {
  return await status.update<boolean>(timer, (row) => {
    const before = row === undefined ? {} : status.readableIn(row);
    const now = clock.now().getTime();
    const claimedFor = before.NotBefore === undefined ? 0 : toDate(before.NotBefore).getTime() - now;
    // Longer than a claim lasts, and clocks differ, it was made by a clock that is wrong.
    if (claimedFor > 0 && claimedFor <= CLAIMED_FOR_MS + CLOCKS_DIFFER_MS) return { result: false };
    const NotBefore = toDateTime(new Date(now + CLAIMED_FOR_MS));
    return { write: { ...before, NotBefore }, result: true };
  });
}

/** What is said of a run that failed; at the time of storage, where the own clock is what is wrong. */
export function failedRun({ clock }: Store, error: unknown): PipelineStatusValues {
  const LastFailureAt = error instanceof WrongClock ? error.rightNow : toDateTime(clock.now());
  return { LastFailureAt, LastFailure: failureText([error]) };
}

/** Says how the run ended, and lets the next one begin. A value that is undefined goes from the row. */
export async function endRun({ status }: Store, timer: OneRun, values: PipelineStatusValues): Promise<void> {
  await status.update(timer, (row) => {
    const { NotBefore: _claim, ...before } = row === undefined ? {} : status.readableIn(row);
    return { write: { ...before, ...values }, result: undefined };
  });
}
