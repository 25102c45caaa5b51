import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { app, type HttpHandler, type HttpMethod } from '@azure/functions';
import { afterEach, describe, expect, test } from 'vitest';
import type { Host } from '../host.ts';
import { eventually } from './eventually.ts';
import { hostWorld } from './host-world.ts';

const hosts: Array<Host> = [];
afterEach(() => Promise.all(hosts.splice(0).map((host) => host.stop())));

interface Route {
  readonly route?: string;
  readonly methods?: Array<HttpMethod>;
}

async function serving(
  handler: HttpHandler,
  { route = 'it', methods = ['GET', 'POST', 'HEAD'] }: Route = {},
) {
  const { host } = await hostWorld(() => app.http('answer', { route, methods, handler }));
  hosts.push(host);
  return host;
}

describe('an HTTP function', () => {
  test('gets method, URL, query, headers and body', async () => {
    const host = await serving(
      async (request) => ({
        jsonBody: {
          method: request.method,
          url: request.url,
          query: [...request.query],
          header: request.headers.get('X-Thing'),
          text: await request.text(),
        },
      }),
      { route: 'calls/one' },
    );
    const response = await host.http('/api/Calls/one?q=1+2%20%26', {
      method: 'POST',
      headers: { 'x-thing': 'yes' },
      body: 'Zoë',
    });
    expect(await response.json()).toEqual({
      method: 'POST',
      url: 'http://localhost/api/Calls/one?q=1+2%20%26',
      query: [['q', '1 2 &']],
      header: 'yes',
      text: 'Zoë',
    });
  });

  test('gets repeated query parameters joined, in whatever case they are, and empty ones as empty', async () => {
    const host = await serving((request) => ({ jsonBody: [...request.query] }));
    const response = await host.http('/api/it?validationToken=one&ValidationToken=two&empty=&none');
    expect(await response.json()).toEqual([
      ['validationToken', 'one,two'],
      ['empty', ''],
      ['none', ''],
    ]);
  });

  test('gets the body byte for byte', async () => {
    const bytes = Uint8Array.from({ length: 1_000 }, (_, n) => (n * 7) % 256);
    const host = await serving(async (request) => ({ body: new Uint8Array(await request.arrayBuffer()) }));
    const response = await host.http('/api/it', { method: 'POST', body: bytes });
    expect(await response.bytes()).toEqual(bytes);
  });

  test('answers with status, headers and body', async () => {
    const host = await serving(() => ({
      status: 202,
      headers: { 'x-thing': 'yes', 'content-type': 'text/plain' },
      body: 'taken',
    }));
    const response = await host.http('/api/it');
    expect(response.status).toBe(202);
    expect(response.headers.get('x-thing')).toBe('yes');
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(await response.text()).toBe('taken');
  });

  test('that returns nothing answers 204', async () => {
    const host = await serving(() => undefined as never);
    expect((await host.http('/api/it')).status).toBe(204);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('secret');
      },
    ],
    ['returns what is not a response', () => 'text' as never],
    ['returns a status that is none', () => ({ status: 42 })],
  ] as ReadonlyArray<[string, HttpHandler]>)('that %s answers 500 without a body', async (_, handler) => {
    const response = await (await serving(handler)).http('/api/it');
    expect([response.status, await response.text()]).toEqual([500, '']);
  });

  test('continues the trace of its caller', async () => {
    const host = await serving((_, { traceContext }) => ({ jsonBody: traceContext }));
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const response = await host.http('/api/it', { headers: { traceparent, tracestate: 'a=b' } });
    expect(await response.json()).toMatchObject({
      traceParent: expect.stringMatching(
        /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$/,
      ),
      traceState: 'a=b',
    });
  });

  test('is found neither by another path nor by another method', async () => {
    const host = await serving(() => ({}), { route: 'calls/one', methods: ['POST'] });
    const status = async (path: string, method: string) => (await host.http(path, { method })).status;
    expect(await status('/api/calls/one', 'POST')).toBe(200);
    expect(await status('/api/calls/one', 'GET')).toBe(404);
    expect(await status('/api/calls', 'POST')).toBe(404);
    expect(await status('/api/calls/one/2', 'POST')).toBe(404);
    expect(await status('/calls/one', 'POST')).toBe(404);
  });

  test('is found at the root when host.json has no route prefix', async () => {
    const { host } = await hostWorld(
      () => app.http('answer', { route: 'calls', handler: () => ({ body: 'found' }) }),
      { hostJson: { extensions: { http: { routePrefix: '' }, queues: { messageEncoding: 'none' } } } },
    );
    expect(await (await host.http('/calls')).text()).toBe('found');
  });
});

describe('a started host', () => {
  test('serves its functions over HTTP', async () => {
    const host = await serving(async (request) => ({ body: `${request.method} ${await request.text()}` }));
    const { url } = await host.start();
    const response = await fetch(`${url}/api/it`, { method: 'POST', body: 'hello' });
    expect([response.status, await response.text()]).toEqual([200, 'POST hello']);
    expect((await fetch(`${url}/api/it`, { method: 'HEAD' })).headers.get('content-length')).toBe('5');
    expect(await (await fetch(url)).text()).toBe('The function app is running.\n');
  });

  test('answers 500 to a body of more than 100 MB', async () => {
    const host = await serving(() => ({}));
    const { url } = await host.start();
    const headers = { 'content-length': 100 * 1024 * 1024 + 1 };
    const request = httpRequest(`${url}/api/it`, { method: 'POST', headers });
    request.on('error', () => undefined);
    request.write('the beginning');
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(500);
    request.destroy();
  });

  test('survives a caller that goes away in the middle of its request', async () => {
    let runs = 0;
    const host = await serving(() => {
      runs += 1;
      return {};
    });
    const { url } = await host.start();
    const request = httpRequest(`${url}/api/it`, { method: 'POST', headers: { 'content-length': '100' } });
    request.on('error', () => undefined);
    request.write('half');
    await new Promise((resolve) => request.once('socket', (socket) => socket.once('connect', resolve)));
    request.destroy();
    expect((await fetch(`${url}/api/it`)).status).toBe(200);
    expect(runs).toBe(1);
  });

  test('finishes a request under way when it is stopped, and takes no other', async () => {
    const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
    let runs = 0;
    const host = await serving(async () => {
      runs += 1;
      await finished;
      return { body: 'done' };
    });
    const { url } = await host.start();
    const answer = fetch(`${url}/api/it`);
    await eventually(() => runs === 1);
    const stopped = host.stop();
    await expect(fetch(`${url}/api/it`)).rejects.toThrow();
    finish();
    expect(await (await answer).text()).toBe('done');
    await stopped;
  });
});
