/** Beside the seven: no more is asked of Graph than it allows, and nothing before it allows it. */

import type { Safeguard } from '../safeguard.ts';

const RETRY_AFTER = 'src/adapters/graph/retry-after.ts';
const SEND = 'src/adapters/graph/send.ts';
const GATE = 'src/status/throttle-gate.ts';
const LIMITS = 'src/adapters/graph/limits.ts';
const throttling = (test: string) => ({ file: 'test/adapters/graph/throttling.test.ts', test });
const header = (test: string) => ({ file: 'test/adapters/graph/retry-after.test.ts', test });

export const patience: ReadonlyArray<Safeguard> = [
  {
    name: 'Retry-After is honoured',
    guarantee: 'graph',
    mechanism: 'The request is sent again when Graph said, and not earlier.',
    change: {
      file: SEND,
      from: 'const until = failure.retryAt ?? new Date(now + ownWait());',
      to: 'const until = new Date(now + ownWait());',
    },
    proof: 'Graph asks for nineteen seconds',
    breaks: 'patience',
    provenBy: throttling('a 429 holds all instances back for as long as Graph asks'),
  },
  {
    name: 'fractions of seconds are read',
    guarantee: 'graph',
    mechanism: 'Retry-After: 2.128 is a number too.',
    change: { file: RETRY_AFTER, from: String.raw`/^\d{1,15}(?:\.\d+)?$/`, to: String.raw`/^\d{1,15}$/` },
    proof: 'Graph asks for a fraction of a second more',
    breaks: 'patience',
    provenBy: header('Retry-After is read as %s'),
  },
  {
    name: 'of several times the latest counts',
    guarantee: 'graph',
    mechanism: 'Retry-After: 60,120 is two headers that a proxy put together.',
    change: { file: RETRY_AFTER, from: 'Math.max(0, ...delays)', to: 'Math.max(0, delays[0] ?? 0)' },
    proof: 'Graph asks for two times at once',
    breaks: 'patience',
    provenBy: header('Retry-After is read as %s'),
  },
  {
    name: 'dates are read',
    guarantee: 'graph',
    mechanism: 'Retry-After may be a time of day.',
    change: {
      file: RETRY_AFTER,
      from: 'return instant === undefined ? undefined : instant - serverNow;',
      to: 'return undefined;',
    },
    proof: 'Graph asks for a time of day',
    breaks: 'patience',
    provenBy: header(
      'a date is counted by the clock of the server, so that a slow clock of ours does not come early',
    ),
  },
  {
    name: 'dates are counted by the clock of the server',
    guarantee: 'graph',
    mechanism: 'The header Date says what time it is there.',
    change: { file: RETRY_AFTER, from: 'httpDate(headers.date) ?? now.getTime()', to: 'now.getTime()' },
    proof: 'Graph asks for a time of day',
    breaks: 'patience',
    provenBy: header(
      'a date is counted by the clock of the server, so that a slow clock of ours does not come early',
    ),
  },
  {
    name: 'a 429 without a time is waited out',
    guarantee: 'graph',
    mechanism: 'Seconds that double, with jitter: each further request counts against the limit.',
    change: {
      file: SEND,
      from: 'const until = failure.retryAt ?? new Date(now + ownWait());',
      to: 'const until = failure.retryAt ?? new Date(now + 0 * ownWait());',
    },
    proof: 'Graph does not say for how long',
    breaks: 'patience',
    provenBy: throttling(
      'a 429 with Retry-After %j is waited out longer each time, and then given back with a time',
    ),
  },
  {
    name: 'a 5xx with Retry-After is waited out too',
    guarantee: 'graph',
    mechanism: 'A service that is overloaded says when it may be asked again.',
    change: {
      file: 'src/adapters/graph/judge.ts',
      from: "if (status >= 500 && comeBackAt !== undefined) return { kind: 'throttled', failure };",
      to: '',
    },
    proof: 'Graph is overloaded and says for how long',
    breaks: 'patience',
    provenBy: throttling('a 503 that names a long time is given back with it'),
  },
  {
    name: 'a pending call is not asked for before Graph allowed it',
    guarantee: 'graph',
    mechanism: "Its next attempt is the later of Graph's time and our own wait.",
    change: {
      file: 'src/pending/deferral.ts',
      from: 'return wait === undefined ? undefined : Math.max(wait, asked);',
      to: 'return wait === undefined ? undefined : Math.max(wait, 0 * asked);',
    },
    proof: 'Graph is overloaded for an hour',
    breaks: 'patience',
    provenBy: {
      file: 'test/functions/ingest.test.ts',
      test: 'throttled for two minutes waits as a pending row, and is stored not earlier than Graph said',
    },
  },
  {
    name: 'no header parks the tenant for longer than a day',
    guarantee: 'graph',
    mechanism: 'Graph asks for seconds or minutes; more than a day comes from a broken header.',
    change: {
      file: RETRY_AFTER,
      from: ', LONGEST_BELIEVED_MILLISECONDS)',
      to: ', 1_000 * LONGEST_BELIEVED_MILLISECONDS)',
    },
    proof: 'Graph asks for three years',
    breaks: 'drained',
    provenBy: header('a broken header cannot park the tenant for longer than a day'),
  },
  {
    name: 'a throttling is told to all instances',
    guarantee: 'graph',
    mechanism: 'Whoever is throttled writes NotBefore into PipelineStatus.',
    change: { file: GATE, from: 'await share(until);', to: 'void share;' },
    proof: 'Graph throttles one instance, which tells the others',
    breaks: 'patience',
    provenBy: {
      file: 'test/status/throttle-gate.test.ts',
      test: 'what one instance was told holds for another within five seconds',
    },
  },
  {
    name: 'all instances listen',
    guarantee: 'graph',
    mechanism: 'NotBefore is looked up before each request, at most five seconds stale.',
    change: {
      file: GATE,
      from: 'const notBefore = later(held, shared);',
      to: 'const notBefore = later(held, undefined); void shared;',
    },
    proof: 'Graph throttles one instance, and another has work',
    breaks: 'patience',
    provenBy: throttling('no request leaves before the time that another instance was told'),
  },
  {
    name: 'pages of a record are spaced',
    guarantee: 'graph',
    mechanism: 'Graph allows 40 requests for one record in 20 s: one leaves every 550 ms.',
    change: { file: LIMITS, from: 'pageIntervalMilliseconds: 550,', to: 'pageIntervalMilliseconds: 0,' },
    proof: 'a meeting comes in a hundred pages',
    breaks: 'patience',
    provenBy: {
      file: 'test/store/large-meeting.test.ts',
      test: 'a meeting of 6,000 sessions is stored whole, with at most 40 requests in any 20 seconds',
    },
  },
  {
    name: 'lists are spaced',
    guarantee: 'graph',
    mechanism: 'Of all listings together one request leaves every 550 ms.',
    change: { file: LIMITS, from: 'listIntervalMilliseconds: 550,', to: 'listIntervalMilliseconds: 0,' },
    proof: 'a day is listed',
    breaks: 'patience',
    provenBy: {
      file: 'test/adapters/graph/list-call-records.test.ts',
      test: 'requests leave at most twice a second, whichever listing they belong to',
    },
  },
];
