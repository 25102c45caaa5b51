/** When Graph last told of something new, against what it lists. */

import { toDate } from '../../../language/date-time.ts';
import { boundsOf } from '../../../reconcile/coverage.ts';
import { readCoverage } from '../../../reconcile/coverage-rows.ts';
import { ago } from '../ago.ts';
import { type Check, fail, pass, unknown } from '../check.ts';
import type { Examination } from '../examination.ts';

const DAY_MS = 24 * 60 * 60_000;

export const lastNotification: Check = {
  id: 'lastNotification',
  about: 'Call records',
  title: 'last notification',
  needs: ['settings', 'tablesThere', 'subscription'],
  async run(examination) {
    const { status, clock } = examination;
    const now = clock.now();
    const { LastNotificationAt } = await status.read('ingest');
    const last = LastNotificationAt === undefined ? undefined : toDate(LastNotificationAt);
    const when = last === undefined ? 'none yet' : ago(last, now);
    if (last !== undefined && now.getTime() - last.getTime() <= DAY_MS) return pass(when);
    const listed = await listedSince(last ?? new Date(now.getTime() - DAY_MS), examination);
    if (listed === 0) {
      return unknown(
        `${when}; Graph lists no call since either`,
        'Make a test call: its notification comes within half an hour of its end, usually.',
      );
    }
    return fail(
      'callback',
      `${when}; Graph lists ${listed} calls since`,
      'Graph does not reach the webhook, or its notifications are refused: check access restrictions, firewall and authentication before the app, for POST from the internet to /api/notifications. Deleting the subscription in Graph has maintain create a new one.',
    );
  },
};

/** Calls that began after an instant, as far as hours have been listed. */
async function listedSince(since: Date, { storage, clock, config }: Examination): Promise<number> {
  const hours = await readCoverage({ tables: storage.tables, clock, tenantId: config.tenantId });
  return hours
    .filter(({ hour }) => boundsOf(hour).from >= since)
    .reduce((sum, { values }) => sum + (values.Listed ?? 0), 0);
}
