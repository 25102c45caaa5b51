/** A timer function: when it last succeeded, and what it met since. */

import { type DateTime, toDate } from '../../../language/date-time.ts';
import { ago } from '../ago.ts';
import { type Check, fail, pass, unknown } from '../check.ts';

const MINUTE_MS = 60_000;

/** Ten runs, or six: what health allows as well. */
export const maintain = timer('maintain', 10 * MINUTE_MS);
export const reconcile = timer('reconcile', 30 * MINUTE_MS);

function timer(aspect: 'maintain' | 'reconcile', silentAfterMs: number): Check {
  return {
    id: aspect,
    about: 'Call records',
    title: `timer ${aspect}`,
    needs: ['tablesThere'],
    async run({ status, clock }) {
      const { LastSuccessAt, LastFailureAt, LastFailure } = await status.read(aspect);
      const now = clock.now();
      if (LastSuccessAt === undefined && LastFailureAt === undefined) {
        return unknown(
          'has never run here',
          'Before the first deployment this is as it should be; afterwards, see whether the app starts (its log).',
        );
      }
      const succeeded =
        LastSuccessAt === undefined ? 'never succeeded' : `last succeeded ${ago(toDate(LastSuccessAt), now)}`;
      const isSilent =
        LastSuccessAt === undefined || now.getTime() - toDate(LastSuccessAt).getTime() > silentAfterMs;
      if (!isSilent) return pass(succeeded);
      const failed = isAfter(LastFailureAt, LastSuccessAt);
      return fail(
        'pipeline',
        failed ? `${succeeded}; failed since: ${LastFailure ?? 'without a reason'}` : succeeded,
        failed
          ? 'Mend what it met, where no line above has said it already; its log has more.'
          : 'It does not run: see whether the app is started and its log, and whether the host’s own account (AzureWebJobsStorage) is right.',
      );
    },
  };
}

function isAfter(a: DateTime | undefined, b: DateTime | undefined): boolean {
  return a !== undefined && (b === undefined || a > b);
}
