/** What no notification told of is found by listing. */

import type { Safeguards } from '../safeguard.ts';

export const listing: Safeguards = {
  'a call that was given up is revived': {
    mechanism: 'If Graph lists it after all, its row waits again.',
    from: "if (before?.State === 'waiting') return {",
    to: 'if (row !== undefined) return {',
    proofs: { 'a record can be read after thirty hours': 'complete' },
    test: 'is revived when the pipeline had given it up as unavailable',
  },
  'after a gap all hours are due': {
    mechanism: 'New versions of old calls were missed too.',
    from: 'const events = [row.GapTo, row.MissedAt, row.SubscriptionRemovedAt, row.ResumedAt];',
    to: 'const events = [row.MissedAt, row.SubscriptionRemovedAt, row.ResumedAt];',
    proofs: { 'the subscription is removed, and a version appears': 'complete' },
    test: 'new versions of old calls are found: the subscription was removed',
  },
  'after `missed` all hours are due': {
    mechanism: 'Graph says that notifications were lost, but not which.',
    from: 'const events = [row.GapTo, row.MissedAt, row.SubscriptionRemovedAt, row.ResumedAt];',
    to: 'const events = [row.GapTo, row.SubscriptionRemovedAt, row.ResumedAt];',
    proofs: { 'Graph says that it missed something': 'complete' },
    test: 'new versions of old calls are found: Graph says that it missed some',
  },
  'after more than four hours without success all hours are due': {
    mechanism: 'Four hours is how long Graph repeats what the webhook does not accept.',
    from: '...(resumed ? { ResumedAt: toDateTime(now) } : {}),',
    to: '...(resumed ? {} : {}),',
    proofs: { 'storage is down for longer than Graph repeats itself': 'complete' },
    test: 'new versions of old calls are found: maintain did not succeed for longer than Graph repeats',
  },
  'all hours are due before that is noted': {
    mechanism: 'A crash between the two lists them again.',
    from: '  await makeAllDue(store, await readKept(store, firstKept));\n  for (const',
    to: '  for (const',
    also: {
      from: "  log.warn('allHoursDue',",
      to: "  await makeAllDue(store, await readKept(store, firstKept));\n  log.warn('allHoursDue',",
    },
    proofs: {
      'the process ends as all hours become due': 'complete',
      'a process ends at any request of a resync': [
        'complete',
        /an hour was passed over.*after request \d+: reconcile 1, request \d+: merge Subscriptions/,
      ],
    },
    test: 'new versions of old calls are found: Graph says that it missed some',
  },
  'versions are compared when hours are listed': {
    mechanism: 'A call that is stored in an older version is missing.',
    from: 'compareVersions(stored, shown) >= 0',
    to: 'compareVersions(stored, shown) >= -1',
    proofs: { 'no notification comes of a new version': 'complete' },
    test: 'is found in an older version too',
  },
  'what is missing becomes pending': {
    mechanism: 'Once its latency window has passed.',
    from: 'return until > now ? until : undefined;',
    to: 'return until > now ? until : until;',
    proofs: { 'no notification comes of a new version': 'complete' },
    test: 'is found once the latency window has passed, stored, and counted',
  },
  'what is fresh is left alone': {
    mechanism: 'Within the latency window its notification may be on its way.',
    from: '    if (until !== undefined) {\n      counts.fresh',
    to: '    if (until !== undefined && false) {\n      counts.fresh',
    proofs: { 'an hour is listed before its notifications have come': 'patience' },
    test: 'is found once the latency window has passed, stored, and counted',
  },
  'a change in the future is not fresh': {
    mechanism: 'A time that has yet to come says nothing: the call is missing.',
    from: '> now.getTime() + CLOCK_SKEW_MS',
    to: '> Number.MAX_VALUE',
    proofs: { 'a version says that it was made in the year 9999': 'complete' },
    test: 'is fetched at once, and no silence of notifications is concluded from it',
  },
  'what is stored and not listed is counted': {
    mechanism: 'A list that hides calls that are stored hides others too.',
    from: 'unlisted: hidden ?? values.Unlisted ?? 0',
    to: 'unlisted: 0',
    proofs: { 'Graph lists nothing and shows calls by id': 'healthy' },
    test: 'are counted, and fail health until the list shows them again',
  },
  'a restart is not a first start': {
    mechanism:
      'If there is a trace of an earlier run, all that Graph still lists is due, whatever BACKFILL_DAYS says.',
    from: 'if (hasRun || maintain.ResumedAt !== undefined) return listable;',
    proofs: { 'a call ends while the app stands still for 31 days': 'complete' },
    test: 'all that Graph still lists is fetched, whatever BACKFILL_DAYS says',
  },
  'hours whose check failed come last': {
    mechanism:
      'Where Graph fails a run ends, so hours that always fail would keep all others from being listed.',
    from: 'return [...vanishing, ...newestFirst, ...failing];',
    to: 'return [...failing, ...vanishing, ...newestFirst];',
    proofs: { 'Graph fails to list nine hours, and a version appears in another': 'complete' },
    test: 'is listed after all others, however many such hours there are',
  },
  'an hour whose checks fail is said': {
    mechanism:
      'Each failed check puts it off by ten minutes, so it is never overdue, and other hours are listed meanwhile.',
    from: 'holds: (observed) => isStuck(observed) || isFailing(observed),',
    to: 'holds: (observed) => isStuck(observed),',
    proofs: { 'Graph fails to list one hour': 'healthy' },
    test: 'for %s fails health within fifteen minutes, until it can be read',
  },
  'an hour goes on from its cursor': {
    mechanism: 'What one run has listed is not listed again, so an hour of any size is listed to its end.',
    from: "if (text === undefined || text === '') return undefined;",
    to: "if (text === undefined || text !== '') return undefined;",
    proofs: { 'Graph throttles the second page of a list for an hour': 'patience' },
    test: 'goes on from its cursor when Graph throttles it on the second page, and not before Graph allowed',
  },
};
