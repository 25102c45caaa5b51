/** Whether call records flow: the timers, what last came in, how much of what Graph lists is stored. */

import { countPending } from '../../../health/count-pending.ts';
import { readRules } from '../../../health/read-rules.ts';
import { MAINTAIN_SILENT_MS, RECONCILE_SILENT_MS } from '../../../health/reasons/timers.ts';
import { NOT_FOUND_MARGIN_MINUTES } from '../../../health/reasons/waiting.ts';
import { leftOutFigures } from '../../../health/status-figures.ts';
import { toDate } from '../../../language/date-time.ts';
import { DAY_MS, MINUTE_MS } from '../../../language/milliseconds.ts';
import { boundsOf } from '../../../reconcile/coverage.ts';
import { type CoveredHour, readCoverage } from '../../../reconcile/coverage-rows.ts';
import { countsOfHours, hasLeftWindow } from '../../../reconcile/coverage-sum.ts';
import { readStatus } from '../../../status/pipeline-status.ts';
import { ago } from '../../../wording/ago.ts';
import { counted } from '../../../wording/values.ts';
import type { Check } from '../check.ts';
import { type Finding, fail, pass, unknown } from '../finding.ts';

export const maintain = timer('maintain', MAINTAIN_SILENT_MS);
export const reconcile = timer('reconcile', RECONCILE_SILENT_MS);

function timer(aspect: 'maintain' | 'reconcile', silentAfterMs: number): Check {
  return {
    id: aspect,
    about: 'Call records',
    title: `timer ${aspect}`,
    needs: ['tenant'],
    async run({ store, clock }) {
      const { LastSuccessAt, LastFailureAt, LastFailure } = await readStatus(store, aspect);
      const now = clock.now();
      if (LastSuccessAt === undefined && LastFailureAt === undefined) {
        return unknown(
          'has ended no run here yet',
          'This is normal before the first start and in the minutes after it. Later, look in the log of the app whether it starts.',
        );
      }
      const succeededAt = LastSuccessAt === undefined ? undefined : toDate(LastSuccessAt);
      const succeeded =
        succeededAt === undefined ? 'never succeeded' : `last succeeded ${ago(succeededAt, now)}`;
      if (succeededAt !== undefined && now.getTime() - succeededAt.getTime() <= silentAfterMs)
        return pass(succeeded);
      const hasFailed =
        LastFailureAt !== undefined && (LastSuccessAt === undefined || LastFailureAt > LastSuccessAt);
      return hasFailed
        ? fail(
            'pipeline',
            `${succeeded}; failed since: ${LastFailure ?? 'without a reason'}`,
            'Fix the cause, unless another fault here names it already. The log of the timer has more.',
          )
        : fail(
            'pipeline',
            succeeded,
            'It does not run. Check that the app is started, its log, and the host’s own account (AzureWebJobsStorage).',
          );
    },
  };
}

/** When Graph last told of something new, compared with what it lists. */
export const lastNotification: Check = {
  id: 'lastNotification',
  about: 'Call records',
  title: 'last notification',
  needs: ['settings', 'tenant', 'subscription'],
  async run(examination) {
    const now = examination.clock.now();
    const { LastNotificationAt } = await readStatus(examination.store, 'ingest');
    const last = LastNotificationAt === undefined ? undefined : toDate(LastNotificationAt);
    const when = last === undefined ? 'none yet' : ago(last, now);
    const dayAgo = new Date(now.getTime() - DAY_MS);
    if (last !== undefined && last >= dayAgo) return pass(when);
    const since = last ?? dayAgo;
    const hours = (await readCoverage(examination.store)).filter(({ hour }) => boundsOf(hour).from >= since);
    const { listed } = countsOfHours(hours);
    if (listed === 0) {
      return unknown(
        `${when}; Graph lists no call since either`,
        'Make a test call: its notification usually comes within half an hour of its end.',
      );
    }
    return fail(
      'callback',
      `${when}; Graph lists ${counted(listed, 'call')} since`,
      'Graph does not reach the webhook, or its notifications are refused. Check access restrictions, firewall and authentication before the app: POST from the internet must reach /api/notifications. If the subscription is deleted in Graph, maintain creates a new one.',
    );
  },
};

/** When a call record was last stored, compared with when one was last notified. */
export const lastStored: Check = {
  id: 'lastStored',
  about: 'Call records',
  title: 'last stored',
  needs: ['settings', 'tenant'],
  async run({ store, clock, config }) {
    const now = clock.now();
    const { LastNotificationAt, LastStoredAt } = await readStatus(store, 'ingest');
    const when = LastStoredAt === undefined ? 'none yet' : ago(toDate(LastStoredAt), now);
    if (
      LastNotificationAt === undefined ||
      (LastStoredAt !== undefined && LastNotificationAt <= LastStoredAt)
    ) {
      return LastStoredAt === undefined ? unknown(when, 'The first call record will show it.') : pass(when);
    }
    const patienceMs = (config.latencyWindowMinutes + NOT_FOUND_MARGIN_MINUTES) * MINUTE_MS;
    const isRecent = (instant: Date) => now.getTime() - instant.getTime() <= patienceMs;
    if (LastStoredAt !== undefined && isRecent(toDate(LastStoredAt))) return pass(when);
    const notifiedAt = toDate(LastNotificationAt);
    // What is stored already may be notified again: then nothing waits.
    if ((await countPending(store, undefined)).waiting === 0) return pass(when);
    if (isRecent(notifiedAt)) {
      return unknown(
        `${when}; a call was notified since, and its record may take ${config.latencyWindowMinutes} minutes`,
      );
    }
    return fail(
      'pipeline',
      `${when}, although a call was notified ${ago(notifiedAt, now)}`,
      './callrecords pending shows what waits and why, ./callrecords dead-letters what was given up. Then look at the log of ingestCallRecord.',
    );
  },
};

/** How much of what Graph lists is stored, for the last day whose calls have all had time to appear. */
export const coverage: Check = {
  id: 'coverage',
  about: 'Call records',
  title: 'coverage of a day',
  needs: ['settings', 'tenant'],
  async run(examination) {
    const { clock, config } = examination;
    const settledMs = (config.latencyWindowMinutes + NOT_FOUND_MARGIN_MINUTES) * MINUTE_MS;
    const day = new Date(clock.now().getTime() - settledMs - DAY_MS).toISOString().slice(0, 10);
    const hours = (await readCoverage(examination.store)).filter(({ hour }) => hour.startsWith(day));
    if (hours.length === 0) {
      return unknown(
        `${day}: not listed`,
        'The timer reconcile lists BACKFILL_DAYS back. ./callrecords backfill has more days listed.',
      );
    }
    return coverageFinding(day, hours);
  },
};

function coverageFinding(day: string, hours: ReadonlyArray<CoveredHour>): Finding {
  const { listed, stored, missing, fresh } = countsOfHours(hours);
  const tooRecent = fresh > 0 ? `, ${fresh} too recent to count` : '';
  const shown = `${day}: ${stored} of ${listed} stored${tooRecent}`;
  if (missing > 0) {
    return fail(
      'pipeline',
      `${shown}, ${missing} missing`,
      'The missing calls were made pending: ./callrecords pending shows why each waits, ./callrecords dead-letters what was given up.',
    );
  }
  const notListed = hours.filter((hour) => !hasLeftWindow(hour, 0)).length;
  if (notListed > 0) {
    return unknown(
      `${shown}; ${counted(notListed, 'hour')} not listed since the end of the hour`,
      'The timer reconcile is on its way, or does not run: see its line.',
    );
  }
  return pass(shown);
}

/** How many exclusions and erasures there are. Whether the timer forget gets on is a matter of health. */
export const leftOut: Check = {
  id: 'leftOut',
  about: 'Call records',
  title: 'exclusions and erasures',
  needs: ['tenant'],
  async run({ store }) {
    const figures = leftOutFigures((await readRules(store)).leftOut, store.clock.now());
    return pass(figures.map(([label, value]) => `${label}: ${value}`).join('; ') || 'none');
  },
};
