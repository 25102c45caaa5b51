/** The simulated Graph over HTTP, on loopback addresses only. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerControl, isControlPath } from './http/control.ts';
import { startDueLoop } from './http/due-loop.ts';
import type { SimulatedTenant } from './tenant.ts';
import type { GraphResponse } from './transport.ts';

/** Graph refuses larger bodies too; a subscription is a few hundred bytes. */
const MOST_BODY_BYTES = 1024 * 1024;

export interface GraphServerOptions {
  readonly tenant: SimulatedTenant;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** A loopback address: 127.0.0.1 by default. */
  readonly host?: '127.0.0.1' | '::1' | 'localhost';
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
  const { tenant, port = 0, host = '127.0.0.1', clock = { now: () => new Date() } } = options;
  const server = createServer((request, response) => {
    answer(tenant, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain' });
      response.end(`The simulator failed: ${error instanceof Error ? error.stack : String(error)}`);
    });
  });
  await listening(server, port, host);
  const loop = startDueLoop(tenant, clock);
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}`,
    close: async () => {
      await loop.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function listening(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

async function answer(
  tenant: SimulatedTenant,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const host = request.headers.host ?? '';
  // A name that resolves to a loopback address could be a web page's attempt to steer the simulator.
  if (!LOOPBACK_HOST.test(host)) {
    respond(response, {
      status: 403,
      headers: { 'Content-Type': 'text/plain' },
      body: 'Loopback hosts only.',
    });
    return;
  }
  const body = await bodyOf(request);
  if (body === undefined) {
    respond(response, { status: 413, headers: { Connection: 'close' }, body: '' });
    return;
  }
  const method = request.method ?? 'GET';
  const url = `http://${host}${request.url ?? '/'}`;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const graphRequest = { method, url, headers, body };
  const isControl = isControlPath(new URL(url).pathname);
  respond(response, isControl ? answerControl(tenant, graphRequest) : await tenant.respond(graphRequest));
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

/** The body as text, or undefined when it is too large. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Array<Buffer> = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
