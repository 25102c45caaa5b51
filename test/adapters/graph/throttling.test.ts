import { expect, test } from 'vitest';
import {
  type Answer,
  allItems,
  answers,
  CALL,
  failureOf,
  GRAPH,
  NO_SIGNAL,
  record,
  type ScriptedGraph,
  scriptedGraph,
} from './scripted-graph.ts';

const THROTTLED_BODY = { error: { code: 'TooManyRequests', message: 'Please retry after' } };

function throttled(retryAfter?: string, date?: string): Answer {
  return {
    status: 429,
    body: THROTTLED_BODY,
    headers: {
      ...(retryAfter === undefined ? {} : { 'Retry-After': retryAfter }),
      ...(date === undefined ? {} : { Date: date }),
    },
  };
}

function open(graph: ScriptedGraph, signal = NO_SIGNAL) {
  return graph.callRecords.open(CALL, signal);
}

/** Seconds between a request and the one before it. */
function gapSeconds(graph: ScriptedGraph, number: number): number {
  const [before, after] = [graph.sent[number - 2], graph.sent[number - 1]];
  if (before === undefined || after === undefined) throw new Error(`there is no request ${number}`);
  return (after.at.getTime() - before.at.getTime()) / 1_000;
}

test.each([
  ['12', 12],
  ['2.128', 2.128],
  ['5,17', 17],
  ['Mon, 23 Nov 2026 09:00:19 GMT', 19],
  ['20', 20],
])('a fetch throttled with Retry-After %s waits that long and not less', async (header, seconds) => {
  const graph = scriptedGraph(answers(throttled(header), { body: record() }));
  await open(graph);
  expect(gapSeconds(graph, 2)).toBe(seconds);
});

test('a timer that fires early sends nothing early', async () => {
  // Not a 429, for which the gate would be closed besides.
  const graph = scriptedGraph(answers({ status: 503, headers: { 'Retry-After': '12' } }, { body: record() }));
  const sleep = graph.clock.sleep.bind(graph.clock);
  // Node's timers may fire a millisecond early.
  graph.clock.sleep = (milliseconds, signal) => sleep(Math.max(1, milliseconds - 1), signal);
  await open(graph);
  expect(gapSeconds(graph, 2)).toBe(12);
});

test('a fetch throttled for more than 20 s is given back with the time to come again', async () => {
  const graph = scriptedGraph(answers(throttled('20.001')));
  const failure = await failureOf(open(graph));
  expect(failure).toMatchObject({ kind: 'throttled', status: 429, code: 'TooManyRequests' });
  expect(failure.retryAt).toEqual(new Date('2026-11-23T09:00:20.001Z'));
  expect(graph.sent).toHaveLength(1);
});

test.each(['soon', undefined])(
  'a 429 with Retry-After %j is waited out longer each time, and then given back with a time',
  async (header) => {
    const graph = scriptedGraph(() => throttled(header));
    const failure = await failureOf(open(graph));
    expect([gapSeconds(graph, 2), gapSeconds(graph, 3), gapSeconds(graph, 4)]).toEqual([3, 6, 12]);
    expect(graph.sent).toHaveLength(4);
    expect(failure.kind).toBe('throttled');
    expect(failure.retryAt?.getTime()).toBe(graph.clock.now().getTime() + 24_000);
  },
);

test('a 429 holds all instances back for as long as Graph asks', async () => {
  const graph = scriptedGraph(answers(throttled('45')));
  await failureOf(open(graph));
  expect(graph.gate.held).toEqual([new Date('2026-11-23T09:00:45Z')]);
});

test('a 429 on a page of a record is about that record and does not hold the tenant', async () => {
  const link = `${GRAPH}/communications/callRecords/${CALL}/sessions?$skiptoken=2`;
  const graph = scriptedGraph(
    answers({ body: record({ 'sessions@odata.nextLink': link }) }, throttled('7'), { body: { value: [] } }),
  );
  await allItems((await open(graph)).sessionPages());
  expect(graph.gate.held).toEqual([]);
  expect(gapSeconds(graph, 3)).toBe(7);
});

test('a large meeting throttled in its middle waits minutes rather than beginning again', async () => {
  const link = `${GRAPH}/communications/callRecords/${CALL}/sessions?$skiptoken=2`;
  const graph = scriptedGraph(
    answers({ body: record({ 'sessions@odata.nextLink': link }) }, throttled('180'), throttled('120'), {
      body: { value: [{ id: 'session-2', segments: [] }] },
    }),
  );
  const sessions = await allItems((await open(graph)).sessionPages());
  expect(sessions).toHaveLength(2);
  expect([gapSeconds(graph, 3), gapSeconds(graph, 4)]).toEqual([180, 120]);
});

test('the last look at the version is waited for like a page', async () => {
  const link = `${GRAPH}/communications/callRecords/${CALL}/sessions?$skiptoken=2`;
  const graph = scriptedGraph(
    answers(
      { body: record({ 'sessions@odata.nextLink': link }) },
      { body: { value: [] } },
      throttled('180'),
      { body: record() },
    ),
  );
  const reading = await open(graph);
  await allItems(reading.sessionPages());
  await reading.confirm();
  expect(gapSeconds(graph, 4)).toBe(180);
});

test('a wait that no ingest can sit out is given back at once, even in the middle of a record', async () => {
  const link = `${GRAPH}/communications/callRecords/${CALL}/sessions?$skiptoken=2`;
  const graph = scriptedGraph(
    answers({ body: record({ 'sessions@odata.nextLink': link }) }, throttled('3600')),
  );
  const reading = await open(graph);
  const failure = await failureOf(allItems(reading.sessionPages()));
  expect(failure.kind).toBe('throttled');
  expect(failure.retryAt?.getTime()).toBe(graph.clock.now().getTime() + 3_600_000);
});

test('no request leaves before the time that another instance was told', async () => {
  const graph = scriptedGraph(answers({ body: record() }));
  graph.gate.closedUntil = new Date('2026-11-23T09:00:15Z');
  await open(graph);
  expect(graph.sent.map(({ at }) => at)).toEqual([new Date('2026-11-23T09:00:15Z')]);
});

test('a gate that is moved on while a request waits at it is waited for again', async () => {
  const graph = scriptedGraph(answers({ body: record() }));
  let looks = 0;
  graph.gate.notBefore = async () => {
    looks += 1;
    return new Date(looks === 1 ? '2026-11-23T09:00:05Z' : '2026-11-23T09:00:11Z');
  };
  await open(graph);
  expect(graph.sent.map(({ at }) => at)).toEqual([new Date('2026-11-23T09:00:11Z')]);
});

test('a gate that is moved on without end is not waited at without end', async () => {
  const graph = scriptedGraph(answers());
  graph.gate.notBefore = async () => new Date(graph.clock.now().getTime() + 5_000);
  const failure = await failureOf(open(graph));
  expect(failure.kind).toBe('throttled');
  expect(graph.clock.now().getTime()).toBeLessThanOrEqual(Date.parse('2026-11-23T09:00:20Z'));
});

test('a request held back for more than 20 s does not leave and says when it may', async () => {
  const graph = scriptedGraph(answers());
  graph.gate.closedUntil = new Date('2026-11-23T09:00:21Z');
  const failure = await failureOf(open(graph));
  expect(failure).toMatchObject({ kind: 'throttled', retryAt: graph.gate.closedUntil });
  expect(graph.sent).toEqual([]);
});

test.each(['subscriptions list', 'subscription creation'])('a throttled %s waits too', async (what) => {
  const subscription = {
    id: 'c5d9e6a1-0000-4000-8000-000000000001',
    resource: 'communications/callRecords',
    changeType: 'updated',
    notificationUrl: 'https://example.org/api/notifications',
    lifecycleNotificationUrl: 'https://example.org/api/lifecycle',
    expirationDateTime: '2026-11-26T07:00:00Z',
  };
  const isList = what === 'subscriptions list';
  const graph = scriptedGraph(
    answers(throttled('9'), { body: isList ? { value: [] } : subscription, status: isList ? 200 : 201 }),
  );
  if (isList) await graph.subscriptions.list(NO_SIGNAL);
  else {
    const { id: _, ...request } = subscription;
    const expirationDateTime = new Date(subscription.expirationDateTime);
    await graph.subscriptions.create({ ...request, expirationDateTime, clientState: 'secret' }, NO_SIGNAL);
  }
  expect(gapSeconds(graph, 2)).toBe(9);
});

test.each([500, 502, 503, 504])('a %i that names a time is asked again then, not earlier', async (status) => {
  const graph = scriptedGraph(answers({ status, headers: { 'Retry-After': '8' } }, { body: record() }));
  await open(graph);
  expect(gapSeconds(graph, 2)).toBe(8);
  expect(graph.gate.held).toEqual([]);
});

test('a 503 that names a long time is given back with it', async () => {
  const graph = scriptedGraph(answers({ status: 503, headers: { 'Retry-After': '300' } }));
  const failure = await failureOf(open(graph));
  expect(failure).toMatchObject({ kind: 'unavailable', status: 503 });
  expect(failure.retryAt).toEqual(new Date('2026-11-23T09:05:00Z'));
});

test('a caller who gives up while a request waits as Graph asked learns until when and that its time is over, and nothing more is sent', async () => {
  const graph = scriptedGraph(answers(throttled('12')));
  const cause = new Error('the ingest has run out of time');
  const until = new Date(graph.clock.now().getTime() + 12_000);
  const caller = new AbortController();
  graph.clock.sleep = async (_milliseconds, signal) => {
    caller.abort(cause);
    signal?.throwIfAborted();
  };
  await expect(open(graph, caller.signal)).rejects.toMatchObject({
    kind: 'throttled',
    retryAt: until,
    cause,
  });
  expect(graph.sent).toHaveLength(1);
});

test('a caller who gives up while a request waits of its own accord gets its own reason', async () => {
  const graph = scriptedGraph(answers({ status: 500 }));
  const caller = new AbortController();
  const reason = new Error('the ingest has run out of time');
  graph.clock.sleep = async (_milliseconds, signal) => {
    caller.abort(reason);
    signal?.throwIfAborted();
  };
  await expect(open(graph, caller.signal)).rejects.toBe(reason);
  expect(graph.sent).toHaveLength(1);
});
