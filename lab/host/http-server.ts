// The listening side of HTTP: hands over a request with its body as it comes, writes the response.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

export interface HttpServer {
  readonly port: number;
  /** Accepts nothing more; resolves when the last response is written. */
  stop(): Promise<void>;
  /** Cuts the connections that `stop` still waits for. */
  cut(): void;
}

type Handle = (request: Request) => Promise<Response>;

/**
 * Listens on 127.0.0.1 only: keys are ignored here, so no other machine may come in.
 * @throws when the port is taken.
 */
export async function serveHttp(port: number, handle: Handle): Promise<HttpServer> {
  let stopping = false;
  const server = createServer((incoming, response) => {
    // Otherwise the connection stays open for the next request, and `stop` waits for it.
    response.once('finish', () => stopping && incoming.socket.end());
    void respond(incoming, response, handle);
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

async function respond(incoming: IncomingMessage, response: ServerResponse, handle: Handle): Promise<void> {
  const failed = () => new Response(null, { status: 500 });
  // What fails here: the caller went away, or sent what cannot be read.
  const { status, headers, body } = await answered(incoming, handle).catch(failed);
  const bytes = await new Response(body).bytes();
  response.statusCode = status;
  response.setHeaders(headers);
  // https://www.rfc-editor.org/rfc/rfc9110#section-8.6
  if (status !== 204) response.setHeader('content-length', bytes.byteLength);
  response.end(bytes);
}

async function answered(incoming: IncomingMessage, handle: Handle): Promise<Response> {
  return await handle(toRequest(incoming));
}

/** The real host hands over bodies up to 100 MB; one byte more is a 500 there, not a 413. */
const LARGEST_BODY_BYTES = 100 * 1024 * 1024;

/** @throws when the body announces that it is too large. */
function toRequest(incoming: IncomingMessage): Request {
  const { method = 'GET', url = '/', headers } = incoming;
  if (Number(headers['content-length'] ?? 0) > LARGEST_BODY_BYTES) {
    // Read and dropped: a caller that is still sending would not see the answer otherwise.
    incoming.resume();
    throw new RangeError('The body is too large.');
  }
  return new Request(new URL(url, `http://${headers.host ?? 'localhost'}`), {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      value === undefined
        ? []
        : [[name, Array.isArray(value) ? value.join(', ') : value] as [string, string]],
    ),
    // The web's requests of these methods have no body, and neither do the library's.
    body:
      method === 'GET' || method === 'HEAD' ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>),
    duplex: 'half',
  });
}
