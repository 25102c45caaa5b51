// The listening side of HTTP: hands over a request with its body as it comes, writes the response.
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';

export interface HttpServer {
  readonly port: number;
  /** Accepts nothing more; resolves when the last response is written. */
  stop(): Promise<void>;
  /** Cuts the connections that `stop` still waits for. */
  cut(): void;
}

/** The real host hands over bodies up to 100 MB; one byte more is a 500 there, not a 413. */
const LARGEST_BODY_BYTES = 100 * 1024 * 1024;

/**
 * Listens on 127.0.0.1 only: keys are ignored here, so no other machine may come in.
 * @throws when the port is taken.
 */
export async function serveHttp(
  port: number,
  handle: (request: Request) => Promise<Response>,
): Promise<HttpServer> {
  let stopping = false;
  // What fails here: the caller went away, or sent what cannot be read.
  const failed = () => new Response(null, { status: 500 });
  const fetch = async (request: Request) =>
    Number(request.headers.get('content-length')) > LARGEST_BODY_BYTES ? failed() : await handle(request);
  const server = createAdaptorServer({
    fetch,
    hostname: 'localhost',
    overrideGlobalObjects: false,
  }) as Server;
  // Otherwise the connection stays open for the next request, and `stop` waits for it.
  server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
    response.once('finish', () => stopping && incoming.socket.end());
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      stopping = true;
      await new Promise((resolve) => server.close(resolve));
    },
    cut: () => server.closeAllConnections(),
  };
}
