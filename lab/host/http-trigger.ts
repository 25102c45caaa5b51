// HTTP triggers: a request becomes the library's input, its output becomes a response.
import { type Invocation, type InvocationEnvironment, invoke } from './invocation.ts';
import type { HttpTrigger } from './triggers.ts';
import type { HttpCookie, HttpData } from './worker-protocol.ts';

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
  const { method, url, headers } = request;
  const http: HttpData = {
    method,
    url,
    headers: Object.fromEntries(headers),
    params: {},
    query: toQuery(new URL(url).searchParams),
    body: { bytes: await request.bytes() },
  };
  const input = {
    reason: 'This function was programmatically called via the host APIs.',
    data: { http },
    traceParent: headers.get('traceparent'),
    traceState: headers.get('tracestate'),
  };
  return toResponse(await invoke(trigger.registered, input, environment));
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
  const { statusCode, headers, cookies = [], body } = http;
  const status = Number(statusCode);
  const bytes = WITHOUT_BODY.has(status) ? null : Buffer.from(body?.bytes ?? []);
  const response = new Response(bytes, { status, headers: { ...headers } });
  for (const cookie of cookies) response.headers.append('set-cookie', toSetCookie(cookie));
  return response;
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
