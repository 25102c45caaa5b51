/** The validation of a notification endpoint: it must give back the token it was sent, decoded, within 10 seconds. */

import { STATUS_CODES } from 'node:http';
import { GraphError } from '../operation-result.ts';
import type { Transport, WebhookResponse } from '../transport.ts';

/** Not configurable (Graph documentation, "respond within 10 seconds"). */
const LIMIT_MILLISECONDS = 10_000;

/**
 * Sends the token the way Graph was observed to send it (a web server's log of 2024-08-28): spaces as `+`,
 * colons as `%3a` in lower case. Decoding it once with the rules of forms gives the token; decodeURIComponent
 * leaves the plus signs.
 * @throws GraphError 400 when the endpoint does not respond as it must.
 */
export async function handshake(transport: Transport, url: string, requestId: string): Promise<void> {
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${requestId}`;
  const query = new URLSearchParams({ validationToken: token }).toString();
  const observed = query.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase());
  const address = `${url}${url.includes('?') ? '&' : '?'}${observed}`;
  const response = await transport.post(address, {
    headers: { 'Content-Type': 'text/plain; charset=utf-8' },
    body: '',
    timeLimitMilliseconds: LIMIT_MILLISECONDS,
  });
  if (isTimeout(response))
    throw new GraphError(400, 'InvalidRequest', 'Subscription validation request timed out.');
  const mistake = mistakeIn(response, token);
  if (mistake !== undefined)
    throw new GraphError(400, 'ValidationError', `Subscription validation request failed.${mistake}`);
}

function isTimeout(response: WebhookResponse): boolean {
  if ('error' in response) return response.error === 'timeout';
  return response.elapsedMilliseconds > LIMIT_MILLISECONDS;
}

const OK_REQUIRED = ' Notification endpoint must respond with 200 OK to validation request.';

function mistakeIn(response: WebhookResponse, token: string): string | undefined {
  if ('error' in response) return OK_REQUIRED;
  const { status, contentType, body } = response;
  if (status !== 200) return ` HTTP status code is '${STATUS_CODES[status] ?? status}'.${OK_REQUIRED}`;
  if (!/^text\/plain\s*(;|$)/i.test(contentType)) return ` Content type is '${contentType}'.${OK_REQUIRED}`;
  return body === token ? undefined : ' Response must exactly match validationToken query parameter.';
}
