/** 5: What was missed is found. */

import type { Safeguard } from '../safeguard.ts';

const SCHEDULE = 'src/pending/retry-schedule.ts';
const ingest = (test: string) => ({ file: 'test/functions/ingest.test.ts', test });

export const waiting: ReadonlyArray<Safeguard> = [
  {
    name: 'a 404 is waited out',
    guarantee: 1,
    mechanism: 'A record can be read up to 150 minutes after its notification: it is asked for until then.',
    change: {
      file: SCHEDULE,
      from: 'const windowMs = windowMinutes * MINUTE;',
      to: 'const windowMs = windowMinutes * MINUTE; if (windowMs > 0) return undefined;',
    },
    proof: 'a record can be read after 145 minutes',
    breaks: 'complete',
    provenBy: ingest('that answers 404 for 100 minutes is stored'),
  },
  {
    name: 'a late record is asked for hourly',
    guarantee: 1,
    mechanism: 'For a day after it was first heard of, because not all records keep to the 150 minutes.',
    change: {
      file: SCHEDULE,
      from: 'if (ageMilliseconds >= windowMs) return LATE_WAIT_MS;',
      to: 'if (ageMilliseconds >= windowMs) return undefined;',
    },
    proof: 'a record can be read after eight hours',
    breaks: 'complete',
    provenBy: {
      file: 'test/pending/retry-schedule.test.ts',
      test: 'a call is asked for at growing intervals, at the very end of the window, then hourly for a day',
    },
  },
  {
    name: 'a call that was given up is revived',
    guarantee: 5,
    mechanism: 'When Graph lists it after all, its row waits again.',
    change: {
      file: 'src/pending/make-pending.ts',
      from: "if (before?.State === 'waiting') return 'waiting';",
      to: "return 'waiting';",
    },
    proof: 'a record can be read after thirty hours',
    breaks: 'complete',
    provenBy: {
      file: 'test/functions/reconcile.test.ts',
      test: 'is revived when the pipeline had given it up as unavailable',
    },
  },
  {
    name: 'the head is looked at before a call is given up',
    guarantee: 1,
    mechanism: 'Where a version is stored, nothing is missing, and nothing is unavailable.',
    change: {
      file: 'src/pending/defer.ts',
      from: 'if (!waits && (await isStored())) return',
      to: 'if (!waits && (await isStored()) && false) return',
    },
    proof: 'Graph hides a stored record for more than a day',
    breaks: 'drained',
    provenBy: {
      file: 'test/store/settle.test.ts',
      test: 'a call whose record is gone before it was settled is settled when its wait ends',
    },
  },
];
