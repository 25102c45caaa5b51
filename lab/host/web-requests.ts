// Between the web's Request and Response, in which tests speak, and the host's own form of the two.
import type { HttpCall, HttpReply } from './http-trigger.ts';

/** Takes what `fetch` takes; a path is below `http://localhost`. */
export async function toCall(input: string | URL | Request, init?: RequestInit): Promise<HttpCall> {
  const request =
    input instanceof Request
      ? new Request(input, init)
      : new Request(new URL(input, 'http://localhost'), init);
  return {
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(request.headers),
    body: new Uint8Array(await request.arrayBuffer()),
  };
}

/** Statuses that have no body: https://fetch.spec.whatwg.org/#null-body-status. */
const WITHOUT_BODY = new Set([204, 205, 304]);

export function toResponse({ status, headers, body }: HttpReply): Response {
  const response = new Response(WITHOUT_BODY.has(status) ? null : Buffer.from(body), { status });
  for (const [name, value] of headers) response.headers.append(name, value);
  return response;
}
