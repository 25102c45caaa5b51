/** Shares a throttling of the whole tenant between instances that share nothing but storage. */

import { toDate, toDateTime } from '../domain/date-time.ts';
import type { Clock, ThrottleGate } from '../ports.ts';
import type { PipelineStatus } from './pipeline-status.ts';

/** How stale an instance's view may be: one read of a row in this time, whatever the traffic. */
const STALE_AFTER_MS = 5_000;

export function createThrottleGate({
  status,
  clock,
}: {
  readonly status: PipelineStatus;
  readonly clock: Clock;
}): ThrottleGate {
  let seen: { readonly notBefore: Date | undefined; readonly readAt: number } | undefined;

  async function read(): Promise<Date | undefined> {
    const { NotBefore } = await status.read('throttle');
    return NotBefore === undefined ? undefined : toDate(NotBefore);
  }

  return {
    async notBefore() {
      const now = clock.now().getTime();
      if (seen === undefined || now - seen.readAt >= STALE_AFTER_MS) {
        seen = { notBefore: await read(), readAt: now };
      }
      const { notBefore } = seen;
      return notBefore !== undefined && notBefore.getTime() > now ? notBefore : undefined;
    },

    async hold(until) {
      const before = await read();
      // Two instances may be told different times: the later one holds for both.
      const notBefore = before !== undefined && before > until ? before : until;
      if (notBefore !== before) await status.write('throttle', { NotBefore: toDateTime(notBefore) });
      seen = { notBefore, readAt: clock.now().getTime() };
    },
  };
}
