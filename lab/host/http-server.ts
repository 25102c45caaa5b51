// The listening side of HTTP: reads a request whole, writes the reply.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { HttpCall, HttpReply } from './http-trigger.ts';

export interface HttpServer {
  readonly port: number;
  /** Accepts nothing more; resolves when the last reply is written. */
  stop(): Promise<void>;
  /** Cuts the connections of those that `stop` still waits for. */
  cut(): void;
}

/** The real host hands over bodies up to 100 MB; one byte more is a 500 there, not a 413. */
const LARGEST_BODY_BYTES = 100 * 1024 * 1024;

/**
 * Listens on 127.0.0.1 only: keys are ignored here, so nobody else may come in.
 * @throws when the port is taken.
 */
export async function serveHttp(
  port: number,
  handle: (call: HttpCall) => Promise<HttpReply>,
): Promise<HttpServer> {
  let stopping = false;
  const server = createServer((request, response) => {
    // Otherwise the connection stays open for the next request, and `stop` waits for it.
    response.once('finish', () => stopping && request.socket.end());
    void respond(request, response, handle);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  return {
    port: listeningPort(server),
    stop: async () => {
      stopping = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await closed;
    },
    cut: () => server.closeAllConnections(),
  };
}

const FAILED: HttpReply = { status: 500, headers: [], body: new Uint8Array(0) };

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (call: HttpCall) => Promise<HttpReply>,
): Promise<void> {
  try {
    const body = await readBody(request);
    write(response, body === undefined ? FAILED : await handle(toCall(request, body)));
  } catch {
    // The caller went away, sent what cannot be read, or was to get a header that cannot be written.
    if (!response.headersSent) write(response, FAILED);
  }
}

function write(response: ServerResponse, { status, headers, body }: HttpReply): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.statusCode = status;
  for (const [name, value] of headers) response.appendHeader(name, value);
  // https://www.rfc-editor.org/rfc/rfc9110#section-8.6
  if (status !== 204) response.setHeader('content-length', body.byteLength);
  response.end(body);
}

/** Undefined when it is too large, which is known at once where the caller says so. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_BODY_BYTES) {
    // Read and dropped: a caller that is still sending would not see the answer otherwise.
    request.resume();
    return undefined;
  }
  const chunks: Array<Buffer> = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes <= LARGEST_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes <= LARGEST_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}

function toCall(request: IncomingMessage, body: Uint8Array): HttpCall {
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
  );
  return {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`).href,
    headers: Object.fromEntries(headers),
    body,
  };
}

function listeningPort(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The HTTP server has no port.');
  return address.port;
}
