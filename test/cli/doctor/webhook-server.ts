/** The public address of the function app, where a test can put something else in its place. */

import dns from 'node:dns';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface WebhookServer {
  readonly origin: string;
  /** What answers; it may never do so. */
  answer: (request: Request) => Promise<Response>;
  close(): Promise<void>;
}

/** A name as a public webhook has one. While a server listens, this process finds it on this machine. */
export const PUBLIC_NAME = 'calls.contoso.example';

/** Listens on a free port: by http at 127.0.0.1, with TLS options by https at PUBLIC_NAME. */
export async function startWebhookServer(tls?: ServerOptions): Promise<WebhookServer> {
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const url = new URL(incoming.url ?? '/', webhook.origin);
    void webhook.answer(new Request(url, { method: incoming.method ?? 'GET' })).then(async (response) => {
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(Buffer.from(await response.arrayBuffer()));
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const forget = tls === undefined ? () => undefined : findHere(PUBLIC_NAME);
  const webhook: WebhookServer = {
    origin: tls === undefined ? `http://127.0.0.1:${port}` : `https://${PUBLIC_NAME}:${port}`,
    answer: async () => new Response('', { status: 503 }),
    async close() {
      forget();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return webhook;
}

/** Lets this process find a name on this machine, until what is returned is called. */
function findHere(name: string): () => void {
  const { lookup } = dns;
  dns.lookup = ((hostname: string, ...rest: ReadonlyArray<unknown>) =>
    Reflect.apply(lookup, dns, [hostname === name ? '127.0.0.1' : hostname, ...rest])) as typeof lookup;
  return () => {
    dns.lookup = lookup;
  };
}

/** A port of this machine on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
