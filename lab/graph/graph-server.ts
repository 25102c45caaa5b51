/** The simulated Graph over HTTP, on loopback addresses only. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { startDueLoop } from './due-loop.ts';
import type { SimulatedTenant } from './tenant.ts';
import type { GraphResponse } from './transport.ts';

/** Graph refuses larger bodies too; a subscription is a few hundred bytes. */
const MOST_BODY_BYTES = 1024 * 1024;

export interface GraphServerOptions {
  readonly tenant: SimulatedTenant;
  /** On 127.0.0.1; 0, the default, takes a free one. */
  readonly port?: number;
  /** The tenant's clock, to know how long to wait for what is due. The real one by default. */
  readonly clock?: { now(): Date };
}

export interface GraphServer {
  /** The origin, such as `http://127.0.0.1:4280`; `/v1.0` follows it. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a tenant and lets it live.
 * @throws when the port is taken.
 */
export async function startGraphServer(options: GraphServerOptions): Promise<GraphServer> {
  const { tenant, port = 0, clock = { now: () => new Date() } } = options;
  const server = createServer((request, response) => {
    answerTo(request, tenant).then(
      (answer) => respond(response, answer),
      (error: Error) => respond(response, plain(500, `The simulator failed: ${error.stack}`)),
    );
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const loop = startDueLoop(tenant, clock);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      await loop.stop();
      const closed = once(server.close(), 'close');
      server.closeAllConnections();
      await closed;
    },
  };
}

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1)(:\d+)?$/;

async function answerTo(request: IncomingMessage, tenant: SimulatedTenant): Promise<GraphResponse> {
  const { host = '', 'content-length': length } = request.headers;
  // A name that resolves to a loopback address could be a web page's attempt to read what is here.
  if (!LOOPBACK_HOST.test(host)) return plain(403, 'Loopback hosts only.');
  if (Number(length) > MOST_BODY_BYTES) return plain(413, 'At most 1 MiB.');
  return await tenant.respond({
    method: request.method ?? 'GET',
    url: `http://${host}${request.url ?? '/'}`,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: await text(request),
  });
}

/** A response of the server's own. It has not read the body, so that the connection cannot be used again. */
function plain(status: number, body: string): GraphResponse {
  return { status, headers: { 'Content-Type': 'text/plain', Connection: 'close' }, body };
}

function respond(response: ServerResponse, { status, headers, body, connection }: GraphResponse): void {
  switch (connection) {
    case 'hang':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'truncate': {
      const bytes = Buffer.from(body);
      response.writeHead(status, { ...headers, 'Content-Length': bytes.length });
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
      return;
    }
    case undefined:
      response.writeHead(status, headers);
      response.end(body);
  }
}
