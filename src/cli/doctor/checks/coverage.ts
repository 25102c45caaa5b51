/** How much of what Graph lists is stored, for the last day whose calls have all had time to appear. */

import { addCounts, boundsOf, type CoverageCounts, NOTHING_COUNTED } from '../../../reconcile/coverage.ts';
import { type CoveredHour, readCoverage } from '../../../reconcile/coverage-rows.ts';
import { counted } from '../../wording.ts';
import { type Check, fail, pass, unknown } from '../check.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** The latency window and the hourly check after it. */
const SETTLED_AFTER_MS = 4 * HOUR_MS;

export const coverage: Check = {
  id: 'coverage',
  about: 'Call records',
  title: 'coverage of a day',
  needs: ['settings', 'tablesThere'],
  async run({ storage, clock, config }) {
    const now = clock.now();
    const day = new Date(now.getTime() - SETTLED_AFTER_MS - DAY_MS).toISOString().slice(0, 10);
    const hours = (await readCoverage({ tables: storage.tables, clock, tenantId: config.tenantId })).filter(
      ({ hour }) => hour.startsWith(day),
    );
    if (hours.length === 0) {
      return unknown(
        `${day}: not listed`,
        'The timer reconcile lists it, BACKFILL_DAYS back. npm run ops -- backfill has more listed.',
      );
    }
    const { listed, stored, missing } = hours.map(counts).reduce(addCounts, NOTHING_COUNTED);
    const unchecked = hours.filter(({ values, hour }) => !isChecked(values.CheckedAt, hour)).length;
    const shown = `${day}: ${stored} of ${listed} stored`;
    if (missing > 0) {
      return fail(
        'pipeline',
        `${shown}, ${missing} missing`,
        'What is missing was made pending: npm run ops -- pending says why each waits, npm run ops -- dead-letters what was given up.',
      );
    }
    if (unchecked > 0) {
      return unknown(
        `${shown}; ${counted(unchecked, 'hour')} not checked yet`,
        'The timer reconcile is on its way, or does not run: see its line.',
      );
    }
    return pass(shown);
  },
};

function counts({ values }: CoveredHour): CoverageCounts {
  return {
    listed: values.Listed ?? 0,
    stored: values.Stored ?? 0,
    fresh: values.Fresh ?? 0,
    missing: values.Missing ?? 0,
    givenUp: values.GivenUp ?? 0,
  };
}

function isChecked(checkedAt: string | undefined, hour: CoveredHour['hour']): boolean {
  return checkedAt !== undefined && new Date(checkedAt) >= boundsOf(hour).to;
}
