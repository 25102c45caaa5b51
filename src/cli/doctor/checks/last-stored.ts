/** When a call record was last stored, against when one was last told of. */

import { toDate } from '../../../language/date-time.ts';
import { ago } from '../ago.ts';
import { type Check, fail, pass, unknown } from '../check.ts';

/** Beyond the latency window: two tries more. */
const MARGIN_MINUTES = 30;

export const lastStored: Check = {
  id: 'lastStored',
  about: 'Call records',
  title: 'last stored',
  needs: ['settings', 'tablesThere'],
  async run({ status, clock, config }) {
    const now = clock.now();
    const { LastNotificationAt, LastStoredAt } = await status.read('ingest');
    const when = LastStoredAt === undefined ? 'none yet' : ago(toDate(LastStoredAt), now);
    const patienceMs = (config.latencyWindowMinutes + MARGIN_MINUTES) * 60_000;
    const isRecent =
      LastStoredAt !== undefined && now.getTime() - toDate(LastStoredAt).getTime() <= patienceMs;
    if (isRecent) return pass(when);
    if (LastNotificationAt === undefined) {
      return LastStoredAt === undefined ? unknown(when, 'The first call record will show it.') : pass(when);
    }
    if (LastStoredAt !== undefined && LastNotificationAt <= LastStoredAt)
      return pass(`${when}; no notification since`);
    if (now.getTime() - toDate(LastNotificationAt).getTime() <= patienceMs) {
      return unknown(
        `${when}; a call was notified since, whose record may take ${config.latencyWindowMinutes} minutes`,
      );
    }
    return fail(
      'pipeline',
      `${when}, though a call was notified ${ago(toDate(LastNotificationAt), now)}`,
      'See what waits and why (npm run ops -- pending), what was given up (npm run ops -- dead-letters), and the log of ingestCallRecord.',
    );
  },
};
