/** 5: What no notification told of is found by listing. */

import type { Safeguard } from '../safeguard.ts';

const COVERAGE = 'src/reconcile/coverage.ts';
const EVENTS = 'const events = [row.GapTo, row.MissedAt, row.SubscriptionRemovedAt, row.ResumedAt];';
const reconcile = (test: string) => ({ file: 'test/functions/reconcile.test.ts', test });

export const listing: ReadonlyArray<Safeguard> = [
  {
    name: 'after a gap all hours are due',
    guarantee: 5,
    mechanism: 'New versions of old calls were missed too.',
    change: { file: COVERAGE, from: EVENTS, to: EVENTS.replace('row.GapTo, ', '') },
    proof: 'the subscription is removed, and a version appears',
    breaks: 'complete',
    provenBy: reconcile('new versions of old calls are found: the subscription was removed'),
  },
  {
    name: 'after `missed` all hours are due',
    guarantee: 5,
    mechanism: 'Graph says that notifications were lost, and not which.',
    change: { file: COVERAGE, from: EVENTS, to: EVENTS.replace('row.MissedAt, ', '') },
    proof: 'Graph says that it missed something',
    breaks: 'complete',
    provenBy: reconcile('new versions of old calls are found: Graph says that it missed some'),
  },
  {
    name: 'after more than four hours without success all hours are due',
    guarantee: 5,
    mechanism: 'For so long Graph repeats what the webhook does not accept.',
    change: {
      file: 'src/maintain/maintain.ts',
      from: '...(resumed ? { ResumedAt: toDateTime(now) } : {}),',
      to: '...(resumed ? {} : {}),',
    },
    proof: 'storage is down for longer than Graph repeats itself',
    breaks: 'complete',
    provenBy: reconcile(
      'new versions of old calls are found: maintain did not succeed for longer than Graph repeats',
    ),
  },
  {
    name: 'all hours are due before that is noted',
    guarantee: 5,
    mechanism: 'A crash between the two lists them again.',
    change: {
      file: 'src/reconcile/reconcile.ts',
      from: '  await makeAllDue(dependencies, await readCoverage(dependencies));\n  for (const',
      to: '  for (const',
      also: {
        from: "  log.warn('allHoursDue',",
        to: "  await makeAllDue(dependencies, await readCoverage(dependencies));\n  log.warn('allHoursDue',",
      },
    },
    proof: 'the process ends as all hours become due',
    breaks: 'complete',
    provenBy: reconcile('new versions of old calls are found: Graph says that it missed some'),
  },
  {
    name: 'versions are compared when hours are listed',
    guarantee: 5,
    mechanism: 'A call that is stored in an older version is missing.',
    change: {
      file: 'src/reconcile/stored-versions.ts',
      from: 'compareVersions(stored, shown) >= 0',
      to: 'compareVersions(stored, shown) >= -1',
    },
    proof: 'no notification comes of a new version',
    breaks: 'complete',
    provenBy: reconcile('is found in an older version too'),
  },
  {
    name: 'what is missing becomes pending',
    guarantee: 5,
    mechanism: 'Once its latency window has passed.',
    change: {
      file: 'src/reconcile/check-hour.ts',
      from: 'return until > clock.now() ? until : undefined;',
      to: 'return until > clock.now() ? until : until;',
    },
    proof: 'no notification comes of a new version',
    breaks: 'complete',
    provenBy: reconcile('is found once the latency window has passed, stored, and counted'),
  },
  {
    name: 'what is fresh is left alone',
    guarantee: 5,
    mechanism: 'Within the latency window its notification may be on its way.',
    change: {
      file: 'src/reconcile/check-hour.ts',
      from: '    if (until !== undefined) {\n      counts.fresh',
      to: '    if (until !== undefined && false) {\n      counts.fresh',
    },
    proof: 'an hour is listed before its notifications have come',
    breaks: 'patience',
    provenBy: reconcile('is found once the latency window has passed, stored, and counted'),
  },
  {
    name: 'an hour goes on from its cursor',
    guarantee: 5,
    mechanism: 'What one run has listed is not listed again: an hour of any size comes to its end.',
    change: {
      file: 'src/reconcile/coverage-cursor.ts',
      from: "if (text === undefined || text === '') return undefined;",
      to: "if (text === undefined || text !== '') return undefined;",
    },
    proof: 'Graph throttles the second page of a list for an hour',
    breaks: 'patience',
    provenBy: reconcile(
      'goes on from its cursor when Graph throttles it on the second page, and not before Graph allowed',
    ),
  },
  {
    name: 'lists wait for as long as Graph asks',
    guarantee: 'graph',
    mechanism: 'NotBefore in PipelineStatus (reconcile), which every run reads first.',
    change: {
      file: 'src/reconcile/reconcile.ts',
      from: 'if (before.NotBefore !== undefined && toDate(before.NotBefore) > clock.now()) {',
      to: 'if (before.NotBefore !== undefined && toDate(before.NotBefore) > clock.now() && false) {',
    },
    proof: 'Graph throttles the second page of a list for an hour',
    breaks: 'patience',
    provenBy: reconcile(
      'goes on from its cursor when Graph throttles it on the second page, and not before Graph allowed',
    ),
  },
];
