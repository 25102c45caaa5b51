/** Shares a throttling of the whole tenant between instances that share nothing but storage. */

import { later, toDate, toDateTime } from '../language/date-time.ts';
import { isBelievable } from '../ports/clock.ts';
import type { ThrottleGate } from '../ports/graph.ts';
import type { Store } from '../rows/store.ts';
import { readStatus } from './pipeline-status.ts';

/** How stale an instance's view may be: one read of a row in this time, whatever the traffic. */
const STALE_AFTER_MS = 5_000;

export function createThrottleGate(store: Store): ThrottleGate {
  const { status, clock } = store;
  /** What this instance was told itself, and when: no older reading may shorten it. */
  let held: { readonly until: Date; readonly since: Date } | undefined;
  /** Told by a clock that was ahead and was set back, it does not count. */
  const heldUntil = () =>
    held !== undefined && isBelievable(held.since, clock.now()) ? held.until : undefined;
  let seen: { readonly notBefore: Promise<Date | undefined>; readonly readAt: number } | undefined;

  /** A reading that failed must not fail all requests of the next seconds. */
  async function readOrForget(): Promise<Date | undefined> {
    try {
      const { NotBefore } = await readStatus(store, 'throttle');
      return NotBefore === undefined ? undefined : toDate(NotBefore);
    } catch (error) {
      seen = undefined;
      throw error;
    }
  }

  /** If two instances are told different times, the later one holds for both. */
  async function share(until: Date): Promise<void> {
    await status.update('throttle', (row) => {
      const values = row === undefined ? {} : status.readableIn(row);
      const isHeld = values.NotBefore !== undefined && toDate(values.NotBefore) >= until;
      return isHeld
        ? { result: undefined }
        : { write: { ...values, NotBefore: toDateTime(until) }, result: undefined };
    });
  }

  return {
    async notBefore() {
      const now = clock.now().getTime();
      if (seen === undefined || Math.abs(now - seen.readAt) >= STALE_AFTER_MS)
        seen = { notBefore: readOrForget(), readAt: now };
      const shared = await seen.notBefore;
      // Looked at now: this instance may have been told while it read.
      const notBefore = later(heldUntil(), shared);
      return notBefore !== undefined && notBefore.getTime() > now ? notBefore : undefined;
    },

    async hold(until) {
      const before = heldUntil();
      held = { until: before !== undefined && before > until ? before : until, since: clock.now() };
      await share(until);
    },
  };
}
