/** The client over real connections to this machine: what a library does on its own shows only there. */

import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import { expect, onTestFinished, test, vi } from 'vitest';
import { CALL, failureOf, NO_SIGNAL, record, type ScriptedGraph, scriptedGraph } from './scripted-graph.ts';

interface Wire {
  readonly graph: ScriptedGraph;
  readonly requests: ReadonlyArray<IncomingMessage>;
}

async function serve(listener: RequestListener, limits: { answerBytes?: number } = {}): Promise<Wire> {
  const requests: Array<IncomingMessage> = [];
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const graph = scriptedGraph(() => ({}), {
    baseUrl: `http://127.0.0.1:${port}`,
    httpClient: createDefaultHttpClient(),
    limits,
  });
  return { graph, requests };
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

test('a compressed answer is read', async () => {
  const { graph, requests } = await serve((_request, response) => {
    response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(JSON.stringify(record())));
  });
  expect((await graph.callRecords.open(CALL, NO_SIGNAL)).record.callId).toBe(CALL);
  expect(requests[0]?.headers['accept-encoding']).toContain('gzip');
  expect(requests[0]?.url).toBe(
    `/v1.0/communications/callRecords/${CALL}?$expand=sessions($expand=segments)`,
  );
});

test('the token is not taken along to where an answer points', async () => {
  const { graph, requests } = await serve((request, response) => {
    if (request.url === '/elsewhere') json(response, record());
    else response.writeHead(302, { Location: '/elsewhere' }).end();
  });
  expect((await failureOf(graph.callRecords.open(CALL, NO_SIGNAL))).kind).toBe('unavailable');
  expect(requests).toHaveLength(1);
});

test('the library does not ask again behind our back', async () => {
  const { graph, requests } = await serve((_request, response) => {
    response.writeHead(429, { 'Retry-After': '3600' }).end();
  });
  expect((await failureOf(graph.callRecords.open(CALL, NO_SIGNAL))).kind).toBe('throttled');
  expect(requests).toHaveLength(1);
});

test.each<[string, RequestListener]>([
  ['is cut before the answer', (_request, response) => void response.destroy()],
  [
    'is cut within the answer',
    (_request, response) => {
      response.writeHead(200, { 'Content-Length': '100000' });
      response.write('{"id":', () => response.destroy());
    },
  ],
  [
    'delivers a broken compression',
    (_request, response) => void response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('not gzip'),
  ],
])('a connection that %s is an outage, and each try has a new one', async (_how, listener) => {
  const { graph, requests } = await serve(listener);
  expect((await failureOf(graph.callRecords.open(CALL, NO_SIGNAL))).kind).toBe('unavailable');
  expect(requests).toHaveLength(3);
});

test('tries after a 503 do not use the connection it came over', async () => {
  const ports: Array<number | undefined> = [];
  const { graph } = await serve((request, response) => {
    ports.push(request.socket.remotePort);
    response.writeHead(503).end();
  });
  await failureOf(graph.callRecords.open(CALL, NO_SIGNAL));
  expect(new Set(ports).size).toBe(3);
});

test('requests that go well share a connection', async () => {
  const ports = new Set<number | undefined>();
  const { graph } = await serve((request, response) => {
    ports.add(request.socket.remotePort);
    json(response, record());
  });
  for (let reading = 0; reading < 3; reading += 1) await graph.callRecords.open(CALL, NO_SIGNAL);
  expect(ports.size).toBe(1);
});

test('an answer that grows beyond all measure when decompressed is cut off', async () => {
  const bomb = gzipSync(Buffer.alloc(4 * 1024 * 1024, ' '));
  const { graph, requests } = await serve(
    (_request, response) => void response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb),
    { answerBytes: 1024 * 1024 },
  );
  expect((await failureOf(graph.callRecords.open(CALL, NO_SIGNAL))).kind).toBe('malformed');
  expect(requests).toHaveLength(1);
});

test('a Graph that accepts and never answers is given up after 30 s, each time', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { graph, requests } = await serve(() => void vi.advanceTimersByTime(30_000));
  const failure = await failureOf(graph.callRecords.open(CALL, NO_SIGNAL));
  expect(failure).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('after 30 s') });
  expect(requests).toHaveLength(3);
});

test('a Graph that stops in the middle of its answer is given up too', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { graph } = await serve((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.write('{"id":', () => setImmediate(() => void vi.advanceTimersByTime(30_000)));
  });
  expect((await failureOf(graph.callRecords.open(CALL, NO_SIGNAL))).kind).toBe('unavailable');
});

test('a caller who gives up does not wait for Graph', async () => {
  const caller = new AbortController();
  const reason = new Error('the ingest has run out of time');
  const { graph } = await serve(() => caller.abort(reason));
  await expect(graph.callRecords.open(CALL, caller.signal)).rejects.toBe(reason);
});

test('a refused connection is an outage', async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const graph = scriptedGraph(() => ({}), {
    baseUrl: `http://127.0.0.1:${port}`,
    httpClient: createDefaultHttpClient(),
  });
  const failure = await failureOf(graph.callRecords.open(CALL, NO_SIGNAL));
  expect(failure).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('ECONNREFUSED') });
});
