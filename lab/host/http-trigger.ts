// HTTP triggers: a request becomes the library's input, its output becomes a response.
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { type Invocation, type InvocationEnvironment, invoke } from './invocation.ts';
import type { HttpTrigger } from './triggers.ts';
import type { HttpData } from './worker-protocol.ts';

/** Whether the function answers this request; another method on its path is as unknown as another path (404). */
export function answers({ methods, route }: HttpTrigger, routePrefix: string, request: Request): boolean {
  const segments = (path: string) => path.toLowerCase().split('/').filter(Boolean).join('/');
  const { pathname } = new URL(request.url);
  return methods.includes(request.method) && segments(pathname) === segments(`${routePrefix}/${route}`);
}

/** Runs the function. A throw is a 500 with an empty body, no return value a 204: as on the real host. */
export async function answer(
  request: Request,
  trigger: HttpTrigger,
  environment: InvocationEnvironment,
): Promise<Response> {
  const { httpUri } = environment.app;
  return httpUri === undefined
    ? await answerWhole(request, trigger, environment)
    : await answerStreamed(request, trigger, environment, httpUri);
}

/** The library gets the request as one value. */
async function answerWhole(
  request: Request,
  trigger: HttpTrigger,
  environment: InvocationEnvironment,
): Promise<Response> {
  const { method, url, headers } = request;
  const body = await request.bytes();
  const http: HttpData = {
    method,
    url,
    headers: Object.fromEntries(headers),
    params: {},
    query: toQuery(new URL(url).searchParams),
    // A body whose length is not announced is lost: azure-functions-nodejs-worker #524.
    body: { bytes: headers.has('transfer-encoding') ? new Uint8Array() : body },
  };
  return toResponse(await invoke(trigger.registered, { ...inputOf(request), data: { http } }, environment));
}

/** The library has a server of its own: the request goes there, under the id of the invocation, and is answered there. */
async function answerStreamed(
  request: Request,
  trigger: HttpTrigger,
  environment: InvocationEnvironment,
  httpUri: string,
): Promise<Response> {
  const { method, url, headers, body } = request;
  const { pathname, search, host, protocol } = new URL(url);
  let answered: Promise<Response> | undefined;
  const begun = (invocationId: string) => {
    const forwarded = new Headers(headers);
    for (const name of HOP_BY_HOP) forwarded.delete(name);
    forwarded.set('x-ms-invocation-id', invocationId);
    forwarded.set('x-forwarded-host', host);
    forwarded.set('x-forwarded-proto', protocol.slice(0, -1));
    answered = forward(new URL(`${pathname}${search}`, httpUri), method, forwarded, body);
    // Looked at below, once the function has ended.
    answered.catch(() => undefined);
  };
  const metadata = { Headers: { json: JSON.stringify(Object.fromEntries(headers)) } };
  const input = { ...inputOf(request), data: { http: {} }, metadata, begun };
  const { outcome } = await invoke(trigger.registered, input, environment);
  // The library never answers a request whose function failed.
  return outcome === 'succeeded' && answered !== undefined
    ? await answered
    : new Response(null, { status: 500 });
}

/** What belongs to one connection, and not to the request. */
const HOP_BY_HOP = ['connection', 'expect', 'host', 'keep-alive', 'transfer-encoding', 'upgrade'];

/**
 * By a connection of its own, which stays open until the answer is read: a body may be answered before it is read whole.
 */
function forward(url: URL, method: string, headers: Headers, body: Request['body']): Promise<Response> {
  return new Promise((resolve, reject) => {
    const options = { method, headers: Object.fromEntries(headers), agent: new Agent({ keepAlive: true }) };
    const sending = httpRequest(url, options, (incoming) => {
      readWhole(incoming)
        .then(resolve, reject)
        .finally(() => sending.destroy());
    });
    sending.on('error', reject);
    if (body === null) sending.end();
    // What the sender breaks off is broken off here too; what the function leaves unread is no fault.
    else pipeline(Readable.fromWeb(body as NodeReadableStream), sending, () => undefined);
  });
}

async function readWhole(incoming: IncomingMessage): Promise<Response> {
  const bytes = await buffer(incoming);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headersDistinct)) {
    for (const one of value ?? []) headers.append(name, one);
  }
  for (const name of [...HOP_BY_HOP, 'content-length', 'date', 'x-ms-invocation-id']) headers.delete(name);
  const status = incoming.statusCode ?? 500;
  return new Response(WITHOUT_BODY.has(status) ? null : bytes, { status, headers });
}

function inputOf({ headers }: Request) {
  return {
    reason: 'This function was programmatically called via the host APIs.',
    traceParent: headers.get('traceparent'),
    traceState: headers.get('tracestate'),
  };
}

/** ASP.NET's query collection: names in any case are one, the first spelling stays, values are joined by a comma. */
function toQuery(search: URLSearchParams): Readonly<Record<string, string>> {
  const query = new Map<string, { name: string; values: Array<string> }>();
  for (const [name, value] of search) {
    const entry = query.get(name.toLowerCase()) ?? { name, values: [] };
    entry.values.push(value);
    query.set(name.toLowerCase(), entry);
  }
  return Object.fromEntries([...query.values()].map(({ name, values }) => [name, values.join(',')]));
}

/** Statuses that have no body: https://fetch.spec.whatwg.org/#null-body-status. */
const WITHOUT_BODY = new Set([204, 205, 304]);

function toResponse(invocation: Invocation): Response {
  if (invocation.outcome === 'failed') return new Response(null, { status: 500 });
  const http = invocation.response.returnValue?.http;
  if (http === undefined) return new Response(null, { status: 204 });
  const { statusCode, headers, body } = http;
  const status = Number(statusCode);
  const bytes = WITHOUT_BODY.has(status) ? null : Buffer.from(body?.bytes ?? []);
  return new Response(bytes, { status, headers: { ...headers } });
}
