/** The validation of a notification endpoint: it must give back the token it was sent, decoded, within 10 seconds. */

import { STATUS_CODES } from 'node:http';
import { GraphError } from '../answers/response.ts';
import type { Transport, WebhookAnswer } from '../transport.ts';

/** Not configurable (Graph documentation, "respond within 10 seconds"). */
export const HANDSHAKE_LIMIT_MILLISECONDS = 10_000;

/**
 * Sends the token the way Graph was observed to send it (a web server's log of 2024-08-28): spaces as `+`,
 * colons as `%3a` in lower case. Decoding it once with the rules of forms gives the token; decodeURIComponent
 * leaves the plus signs.
 * @throws GraphError 400 when the endpoint does not answer as it must.
 */
export async function handshake(transport: Transport, url: string, requestId: string): Promise<void> {
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${requestId}`;
  const address = `${url}${url.includes('?') ? '&' : '?'}validationToken=${formEncoded(token)}`;
  const answer = await transport.post(address, {
    headers: { 'Content-Type': 'text/plain; charset=utf-8' },
    body: '',
    timeLimitMilliseconds: HANDSHAKE_LIMIT_MILLISECONDS,
  });
  const refusal = judge(answer, token);
  if (refusal !== undefined) throw refusal;
}

function judge(answer: WebhookAnswer, token: string): GraphError | undefined {
  const timedOut =
    'error' in answer
      ? answer.error === 'timeout'
      : answer.elapsedMilliseconds > HANDSHAKE_LIMIT_MILLISECONDS;
  if (timedOut) return new GraphError(400, 'InvalidRequest', 'Subscription validation request timed out.');
  if ('error' in answer) return notOk('');
  if (answer.status !== 200)
    return notOk(` HTTP status code is '${STATUS_CODES[answer.status] ?? answer.status}'.`);
  if (!/^text\/plain\s*(;|$)/i.test(answer.contentType))
    return notOk(` Content type is '${answer.contentType}'.`);
  if (answer.body === token) return undefined;
  return new GraphError(
    400,
    'ValidationError',
    'Subscription validation request failed. Response must exactly match validationToken query parameter.',
  );
}

function notOk(detail: string): GraphError {
  const rule = 'Notification endpoint must respond with 200 OK to validation request.';
  return new GraphError(400, 'ValidationError', `Subscription validation request failed.${detail} ${rule}`);
}

function formEncoded(token: string): string {
  return encodeURIComponent(token)
    .replaceAll('%20', '+')
    .replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase());
}
