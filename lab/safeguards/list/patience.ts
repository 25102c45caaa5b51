/** No more is asked of Graph than it allows, and nothing before it allows it. */

import type { Safeguards } from '../safeguard.ts';

export const patience: Safeguards = {
  'Retry-After is honoured': {
    mechanism: 'The request is sent again at the time that Graph named, and not earlier.',
    from: 'const until = verdict.failure.retryAt ?? new Date(now + ownWait());',
    to: 'const until = new Date(now + ownWait());',
    proofs: { 'Graph asks for nineteen seconds': 'patience' },
    test: 'a 429 holds all instances back for as long as Graph asks',
  },
  'fractions of seconds are read': {
    mechanism: 'Retry-After: 2.128 is a number too.',
    from: '/^\\d{1,15}(?:\\.\\d+)?$/',
    to: '/^\\d{1,15}$/',
    proofs: { 'Graph asks for a fraction of a second more': 'patience' },
    test: 'Retry-After is read as %s',
  },
  'of several times the latest counts': {
    mechanism: 'Retry-After: 60,120 is two headers that a proxy joined.',
    from: 'Math.max(0, ...delays)',
    to: 'Math.max(0, delays[0] ?? 0)',
    proofs: { 'Graph asks for two times at once': 'patience' },
    test: 'Retry-After is read as %s',
  },
  'dates are read': {
    mechanism: 'Retry-After may be a time of day.',
    from: 'return instant === undefined ? undefined : instant - serverNow;',
    to: 'return undefined;',
    proofs: { 'Graph asks for a time of day': 'patience' },
    test: 'a date is counted by the clock of the server, so that a slow clock of ours does not come early',
  },
  'dates are counted by the clock of the server': {
    mechanism: 'The header Date says what time it is at the server.',
    from: 'httpDate(headers.date) ?? now.getTime()',
    to: 'now.getTime()',
    proofs: { 'Graph asks for a time of day': 'patience' },
    test: 'a date is counted by the clock of the server, so that a slow clock of ours does not come early',
  },
  'a 429 without a time is waited out': {
    mechanism:
      'The wait doubles from a second on, with jitter, because each further request counts against the limit.',
    from: 'const until = verdict.failure.retryAt ?? new Date(now + ownWait());',
    to: 'const until = verdict.failure.retryAt ?? new Date(now + 0 * ownWait());',
    proofs: { 'Graph does not say for how long': 'patience' },
    test: 'a 429 with Retry-After %j is waited out longer each time, and then given back with a time',
  },
  'a 5xx with Retry-After is waited out too': {
    mechanism: 'A service that is overloaded says when it may be asked again.',
    from: "if (status >= 500 && comeBackAt !== undefined) return { kind: 'throttled', failure };",
    proofs: { 'Graph is overloaded and says for how long': 'patience' },
    test: 'a 503 that names a long time is given back with it',
  },
  'a pending call is not asked for before Graph allowed it': {
    mechanism: "Its next attempt is at the later of Graph's time and the pipeline's own wait.",
    from: 'return wait === undefined ? undefined : Math.max(wait, asked);',
    to: 'return wait === undefined ? undefined : Math.max(wait, 0 * asked);',
    proofs: { 'Graph is overloaded for an hour': 'patience' },
    test: 'throttled for two minutes waits as a pending row, and is stored not earlier than Graph said',
  },
  'no header parks the tenant for longer than a day': {
    mechanism: 'Graph asks for seconds or minutes. More than a day comes from a broken header.',
    from: ', LONGEST_PAUSE_MS)',
    to: ', 1_000 * LONGEST_PAUSE_MS)',
    proofs: { 'Graph asks for three years': 'drained' },
    test: 'a broken header cannot park the tenant for longer than a day',
  },
  'a throttling is told to all instances': {
    mechanism: 'An instance that is throttled writes NotBefore into PipelineStatus.',
    from: 'await share(until);',
    to: 'void share;',
    proofs: { 'Graph throttles one instance, which tells the others': 'patience' },
    test: 'what one instance was told holds for another within five seconds',
  },
  'all instances listen': {
    mechanism: 'NotBefore is looked up before each request, at most five seconds stale.',
    from: 'const notBefore = later(heldUntil(), shared);',
    to: 'const notBefore = later(heldUntil(), undefined); void shared;',
    proofs: { 'Graph throttles one instance, and another has work': 'patience' },
    test: 'no request leaves before the time that another instance was told',
  },
  'pages of a record are spaced': {
    mechanism: 'Graph allows 40 requests for one record in 20 s, so one leaves every 550 ms.',
    from: 'pageIntervalMilliseconds: 550,',
    to: 'pageIntervalMilliseconds: 0,',
    proofs: { 'a meeting comes in a hundred pages': 'patience' },
    test: 'a meeting of 6,000 sessions is stored whole, with at most 40 requests in any 20 seconds',
  },
  'lists are spaced': {
    mechanism: 'All listings together send one request every 550 ms.',
    from: 'listIntervalMilliseconds: 550,',
    to: 'listIntervalMilliseconds: 0,',
    proofs: { 'a day is listed': 'patience' },
    test: 'requests leave at most twice a second, whichever listing they belong to',
  },
  'lists wait for as long as Graph asks': {
    mechanism: 'NotBefore in PipelineStatus (reconcile), which every run reads first.',
    from: 'if (before.NotBefore !== undefined && toDate(before.NotBefore) > clock.now()) {',
    to: 'if (before.NotBefore !== undefined && toDate(before.NotBefore) > clock.now() && false) {',
    proofs: { 'Graph throttles the second page of a list for an hour': 'patience' },
    test: 'goes on from its cursor when Graph throttles it on the second page, and not before Graph allowed',
  },
};
