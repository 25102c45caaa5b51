// HTTP triggers: a request becomes the library's input, its output becomes a response.

import type { RouteMatch } from './http-routes.ts';
import { type Invocation, type InvocationEnvironment, invoke } from './invocation.ts';
import { newSpan } from './trace-context.ts';
import type { HttpCookie, HttpData } from './worker-protocol.ts';

/** A request as it came in; header names in lower case, several values of one joined by a comma. */
export interface HttpCall {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface HttpReply {
  readonly status: number;
  /** In order; only `set-cookie` may occur more than once. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body: Uint8Array;
}

const EMPTY = new Uint8Array(0);

/** Runs the function of `route`. A throw is a 500 with an empty body, no return value a 204: as on the real host. */
export async function answer(
  call: HttpCall,
  { trigger, params }: RouteMatch,
  environment: InvocationEnvironment,
): Promise<HttpReply> {
  const invocation = await invoke(
    trigger.registered,
    {
      reason: 'This function was programmatically called via the host APIs.',
      data: { http: toHttpData(call, params) },
      traceContext: newSpan(call.headers.traceparent, call.headers.tracestate),
    },
    environment,
  );
  return toReply(invocation);
}

function toHttpData(
  { method, url, headers, body }: HttpCall,
  params: Readonly<Record<string, string>>,
): HttpData {
  return { method, url, headers, params, query: toQuery(new URL(url).searchParams), body: { bytes: body } };
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

function toReply(invocation: Invocation): HttpReply {
  if (invocation.outcome === 'failed') return { status: 500, headers: [], body: EMPTY };
  const http = invocation.response.returnValue?.http;
  if (http === undefined) return { status: 204, headers: [], body: EMPTY };
  return {
    status: Number(http.statusCode),
    headers: [
      ...Object.entries(http.headers ?? {}),
      ...(http.cookies ?? []).map((cookie) => ['set-cookie', toSetCookie(cookie)] as const),
    ],
    body: http.body?.bytes ?? EMPTY,
  };
}

function toSetCookie(cookie: HttpCookie): string {
  const { domain, path, expires, maxAge, secure, httpOnly, sameSite } = cookie;
  const expiresAt = expires?.value?.seconds;
  const sameSiteNames = { none: undefined, lax: 'Lax', strict: 'Strict', explicitNone: 'None' } as const;
  const attributes = [
    ['Domain', domain?.value],
    ['Path', path?.value],
    ['Expires', expiresAt === undefined ? undefined : new Date(expiresAt * 1000).toUTCString()],
    ['Max-Age', maxAge?.value],
    ['SameSite', sameSiteNames[sameSite ?? 'none']],
  ] as const;
  return [
    `${encodeURIComponent(cookie.name)}=${encodeURIComponent(cookie.value)}`,
    ...attributes.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])),
    ...(secure?.value === true ? ['Secure'] : []),
    ...(httpOnly?.value === true ? ['HttpOnly'] : []),
  ].join('; ');
}
