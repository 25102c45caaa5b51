import { expect, test } from 'vitest';
import type { GraphFailureKind } from '../../../src/ports/graph.ts';
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
  TOKEN,
} from './scripted-graph.ts';

function open(graph: ScriptedGraph, signal = NO_SIGNAL) {
  return graph.callRecords.open(CALL, signal);
}

const TRANSIENT: ReadonlyArray<readonly [string, Answer]> = [
  ['a 500', { status: 500 }],
  ['a 502 with a page of a proxy', { status: 502, body: '<html>Bad gateway</html>' }],
  ['a 503 without a time', { status: 503 }],
  ['a 503 with an unreadable time', { status: 503, headers: { 'Retry-After': 'soon' } }],
  ['a 504', { status: 504 }],
  ['a 408', { status: 408 }],
  ['a reset connection', { fault: 'ECONNRESET' }],
  ['a name that does not resolve', { fault: 'ENOTFOUND' }],
  ['a body cut off on its way', { fault: 'PARSE_ERROR' }],
  ['a time-out', { fault: 'timeLimit' }],
  ['a body cut off before', { body: JSON.stringify(record()).slice(0, 100) }],
  ['an empty body', { body: '' }],
  [
    'a 200 with a page of a proxy',
    { body: '<html>Sign in</html>', headers: { 'Content-Type': 'text/html' } },
  ],
  ['a 200 with an error object', { body: { error: { code: 'InternalServerError', message: '' } } }],
  ['a 200 with an error object without a code', { body: { error: { message: 'Something failed.' } } }],
  [
    'a 200 that ends with an error object',
    { body: record({ error: { code: 'UnknownError', message: 'The response is not complete.' } }) },
  ],
];

test.each(TRANSIENT)('%s that passes is not noticed', async (_what, fault) => {
  const graph = scriptedGraph(answers(fault, fault, { body: record() }));
  expect((await open(graph)).record.callId).toBe(CALL);
});

test.each(TRANSIENT)('%s that stays is an outage, after three tries', async (_what, fault) => {
  const graph = scriptedGraph(() => fault);
  const failure = await failureOf(open(graph));
  expect(failure.kind).toBe('unavailable');
  expect(failure.clientRequestId).toBe(graph.sent.at(-1)?.headers['client-request-id']);
  expect(graph.sent).toHaveLength(3);
});

test('tries after a fault are spread out, and made over a new connection', async () => {
  const graph = scriptedGraph(() => ({ status: 503 }));
  await failureOf(open(graph));
  const [first, second, third] = graph.sent;
  expect(first?.headers).not.toHaveProperty('connection');
  expect(second?.headers.connection).toBe('close');
  expect((second?.at.getTime() ?? 0) - (first?.at.getTime() ?? 0)).toBe(375);
  expect((third?.at.getTime() ?? 0) - (second?.at.getTime() ?? 0)).toBe(750);
});

test('a page in the middle of a record is tried more often, as much would be lost with it', async () => {
  const link = `${GRAPH}/communications/callRecords/${CALL}/sessions?$skiptoken=2`;
  const fault: Answer = { status: 502 };
  const graph = scriptedGraph(
    answers({ body: record({ 'sessions@odata.nextLink': link }) }, fault, fault, fault, fault, {
      body: { value: [{ segments: [] }] },
    }),
  );
  expect(await allItems((await open(graph)).sessionPages())).toHaveLength(2);
});

test.each<[string, GraphFailureKind]>([
  ['NotFound', 'notFound'],
  ['Forbidden', 'forbidden'],
  ['InvalidAuthenticationToken', 'unauthorized'],
  ['TooManyRequests', 'throttled'],
])('a 200 with the error %s is what a refusal with it would be', async (code, kind) => {
  const graph = scriptedGraph(() => ({ body: { error: { code, message: '' } } }));
  const failure = await failureOf(open(graph));
  expect(failure).toMatchObject({ kind, status: 200, code });
});

test('a record with a property of its own that is called error is a record', async () => {
  const graph = scriptedGraph(answers({ body: record({ error: { count: 3 } }) }));
  expect((await open(graph)).record.callId).toBe(CALL);
});

test.each<[number, string, GraphFailureKind]>([
  [400, 'BadRequest', 'rejected'],
  [403, 'Forbidden', 'forbidden'],
  [404, 'NotFound', 'notFound'],
  [409, 'ObjectIdentifierInUse', 'conflict'],
  [410, 'Gone', 'rejected'],
  [422, 'Request_Unprocessable', 'rejected'],
  [405, 'MethodNotAllowed', 'unavailable'],
  [407, 'ProxyAuthenticationRequired', 'unavailable'],
  [421, 'MisdirectedRequest', 'unavailable'],
  [451, 'UnavailableForLegalReasons', 'unavailable'],
])('a %i %s is %s, and not asked again', async (status, code, kind) => {
  const body = { error: { code, message: 'about somebody@example.org', innerError: { code: 'inner' } } };
  const graph = scriptedGraph(answers({ status, body }));
  const failure = await failureOf(open(graph));
  expect(failure).toMatchObject({ kind, status, code });
  expect(failure.message).toBe(`GET /communications/callRecords/{id}: ${status} ${code}`);
  expect(failure.clientRequestId).toBe(graph.sent[0]?.headers['client-request-id']);
});

test.each<[string, Answer['body']]>([
  ['no body', ''],
  ['a page of a proxy', '<html></html>'],
  ['a list', []],
  ['an error that is text', { error: 'invalid' }],
  ['a code that is no word', { error: { code: 'mail somebody@example.org' } }],
  ['a code that is a number', { error: { code: 7 } }],
])('a refusal with %s is told by its status alone', async (_what, body) => {
  const graph = scriptedGraph(answers({ status: 404, ...(body === undefined ? {} : { body }) }));
  const failure = await failureOf(open(graph));
  expect(failure).toMatchObject({ kind: 'notFound', status: 404, code: undefined });
  expect(failure.message).toBe('GET /communications/callRecords/{id}: 404');
});

test.each([301, 302, 307, 308])('a %i is not followed', async (status) => {
  const graph = scriptedGraph(answers({ status, headers: { Location: 'https://example.org/' }, body: '' }));
  expect((await failureOf(open(graph))).kind).toBe('unavailable');
  expect(graph.sent).toHaveLength(1);
});

test.each(['[]', 'null', '7', '"text"'])('a 200 with %s is malformed, and not asked again', async (body) => {
  const graph = scriptedGraph(answers({ body }));
  expect((await failureOf(open(graph))).kind).toBe('malformed');
});

test('a 200 nested without end is malformed', async () => {
  const levels = 200_000;
  const body = `{"sixteen":1234567890123456,"deep":${'['.repeat(levels)}${']'.repeat(levels)}}`;
  const graph = scriptedGraph(answers({ body }));
  expect((await failureOf(open(graph))).kind).toBe('malformed');
});

test('an answer beyond all measure is not read to its end', async () => {
  const limits = { answerBytes: 1_000 };
  const graph = scriptedGraph(answers({ body: record({ padding: 'x'.repeat(1_000) }) }), { limits });
  const failure = await failureOf(open(graph));
  expect(failure).toMatchObject({ kind: 'malformed', message: expect.stringContaining('beyond 1000 bytes') });
});

test('an error that is none of the network is not taken for one', async () => {
  const bug = new TypeError('undefined is not a function');
  const graph = scriptedGraph(() => {
    throw bug;
  });
  await expect(open(graph)).rejects.toBe(bug);
});

test('a caller who has given up already sends nothing', async () => {
  const graph = scriptedGraph(answers());
  const reason = new Error('too late');
  await expect(open(graph, AbortSignal.abort(reason))).rejects.toBe(reason);
});

test('a caller who gives up during a request gets its own reason, not a fault of Graph', async () => {
  const caller = new AbortController();
  const reason = new Error('the ingest has run out of time');
  const graph = scriptedGraph(() => {
    caller.abort(reason);
    return { fault: 'ECONNRESET' };
  });
  await expect(open(graph, caller.signal)).rejects.toBe(reason);
  expect(graph.lines.at(-1)?.fields.fault).toBe('aborted');
});

test('each request is one line in the log, with the ids that support asks for', async () => {
  const graph = scriptedGraph(
    answers({ status: 503 }, { body: record(), headers: { 'request-id': 'graph-side-id' } }),
  );
  await open(graph);
  const lines = graph.lines.filter(({ event }) => event === 'graphRequest').map(({ fields }) => fields);
  const common = {
    method: 'GET',
    route: '/communications/callRecords/{id}',
    callId: CALL,
    elapsedMilliseconds: 0,
  };
  expect(lines).toEqual([
    { ...common, status: 503, attempt: 1, clientRequestId: graph.sent[0]?.headers['client-request-id'] },
    {
      ...common,
      status: 200,
      attempt: 2,
      clientRequestId: graph.sent[1]?.headers['client-request-id'],
      requestId: 'graph-side-id',
    },
  ]);
});

test('every request has a GUID of its own', async () => {
  const graph = scriptedGraph(() => ({ status: 500 }));
  await failureOf(open(graph));
  const ids = graph.sent.map(({ headers }) => headers['client-request-id']);
  expect(new Set(ids).size).toBe(3);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('members added to an enum are asked for by their names', async () => {
  const graph = scriptedGraph(answers({ body: record() }));
  await open(graph);
  expect(graph.sent[0]?.headers).toMatchObject({
    prefer: 'include-unknown-enum-members',
    accept: 'application/json',
    authorization: `Bearer ${TOKEN}`,
  });
});

test('no fault carries the token, a body or a link into logs', async () => {
  const link = `${GRAPH}/communications/callRecords/${CALL}/sessions?$skiptoken=secret-skip-token`;
  const secretBody = { error: { code: 'BadRequest', message: 'secret-body' }, value: 'secret-body' };
  const scripts: ReadonlyArray<ReadonlyArray<Answer>> = [
    [{ status: 400, body: secretBody }],
    [{ fault: 'ECONNRESET' }, { fault: 'ECONNRESET' }, { fault: 'ECONNRESET' }],
    [{ fault: 'timeLimit' }, { fault: 'timeLimit' }, { fault: 'timeLimit' }],
    [{ status: 429, headers: { 'Retry-After': '60' }, body: secretBody }],
    [{ status: 401, body: secretBody }],
    Array.from({ length: 3 }, () => ({ body: secretBody })),
    [{ body: { ...record({ version: 'secret-body' }) } }],
    [{ body: '"secret-body"' }],
    [{ body: record({ 'sessions@odata.nextLink': link }) }, { status: 404, body: secretBody }],
    [{ body: record({ 'sessions@odata.nextLink': link }) }, { body: { value: 'secret-body' } }],
    [{ body: record({ 'sessions@odata.nextLink': `${link}#secret-body` }) }],
  ];
  for (const script of scripts) {
    const graph = scriptedGraph(answers(...script));
    const failure = await failureOf(open(graph).then((reading) => allItems(reading.sessionPages())));
    const visible = [
      failure.message,
      String(failure.stack),
      String(failure.cause),
      JSON.stringify(graph.lines),
    ];
    expect(visible.join('\n')).not.toMatch(/secret|must-not-travel/);
  }
});
