/** An app that takes requests as streams, by the library's own server. */

import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadFunctionApp } from '../function-app.ts';
import { createHost, type Host } from '../host.ts';
import { type BuiltFunctionApp, buildFunctionApp } from './built-function-app.ts';
import { eventually } from './eventually.ts';

const source = (enableHttpStream: boolean) => `
import { app } from '@azure/functions';
app.setup({ enableHttpStream: ${enableHttpStream} });
app.http('echo', { methods: ['GET', 'POST'], handler: async (request) => ({
  status: 202,
  headers: { 'x-length': String(request.headers.get('content-length')), 'x-query': request.query.get('q') ?? '' },
  body: request.method + ' ' + new URL(request.url).host + ' ' + (await request.text()),
}) });
app.http('first', { methods: ['POST'], handler: async (request) => {
  const { value } = await request.body.getReader().read();
  return { status: 413, body: String(value.byteLength > 0) };
} });
app.http('throw', { methods: ['POST'], handler: async (request) => { await request.text(); throw new Error('no'); } });
let broken = 0;
app.http('broken', { methods: ['GET', 'POST'], handler: async (request) => {
  if (request.method === 'GET') return { body: String(broken) };
  await request.text().catch(() => { broken += 1; });
  return { status: 400 };
} });
`;

const built: Array<BuiltFunctionApp> = [];
const hosts: Array<Host> = [];

async function serve(enableHttpStream: boolean): Promise<string> {
  const app = await buildFunctionApp(source(enableHttpStream));
  built.push(app);
  const host = await createHost({ app: await loadFunctionApp(app.directory), settings: {} });
  hosts.push(host);
  return (await host.start()).url;
}

let url: string;
beforeAll(async () => {
  url = await serve(true);
});
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  await Promise.all(built.map((app) => app.remove()));
});

/** Sends the pieces without saying how long they are together. */
async function sendInPieces(to: string, pieces: ReadonlyArray<string>) {
  const sending = httpRequest(to, { method: 'POST' });
  for (const piece of pieces) sending.write(piece);
  sending.end();
  const [response] = (await once(sending, 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of response as AsyncIterable<Buffer>) body += chunk.toString();
  return { status: response.statusCode, headers: response.headers, body };
}

test('a request is answered by the function, with its headers, and without those of the way between', async () => {
  const response = await fetch(`${url}/api/echo?q=1%202`, { method: 'POST', body: 'Zoë' });
  expect(response.status).toBe(202);
  expect(await response.text()).toBe(`POST ${new URL(url).host} Zoë`);
  expect(Object.fromEntries(response.headers)).toMatchObject({ 'x-length': '4', 'x-query': '1 2' });
  expect(response.headers.has('x-ms-invocation-id')).toBe(false);
});

test('a body in pieces arrives whole', async () => {
  const { status, body } = await sendInPieces(`${url}/api/echo`, ['one', 'two']);
  expect({ status, body }).toEqual({ status: 202, body: `POST ${new URL(url).host} onetwo` });
});

test('without streams a body in pieces is lost, as on the real host', async () => {
  const whole = await serve(false);
  const { body } = await sendInPieces(`${whole}/api/echo`, ['one', 'two']);
  expect(body).toBe(`POST ${new URL(whole).host} `);
});

test('a function may answer before the body is read', async () => {
  const { status, body } = await sendInPieces(`${url}/api/first`, Array(40).fill('x'.repeat(64 * 1024)));
  expect({ status, body }).toEqual({ status: 413, body: 'true' });
});

test('a function that throws is a 500 with an empty body', async () => {
  const response = await fetch(`${url}/api/throw`, { method: 'POST', body: 'x' });
  expect([response.status, await response.text()]).toEqual([500, '']);
});

test('a body that its sender breaks off is broken for the function too', async () => {
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write('POST /api/broken HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nbegun');
  await new Promise((resolve) => setTimeout(resolve, 100));
  socket.destroy();
  await eventually(async () => (await (await fetch(`${url}/api/broken`)).text()) === '1');
});
