/** Graph's proof that the webhook is ours: it sends a token, we send it back. */

import type { WebhookResponse } from './webhook.ts';

/** Graph's tokens are under 200 characters; a longer token is not from Graph and is not echoed. */
const LONGEST_TOKEN = 4_096;

/**
 * Answers a validation request, or undefined when the request is none.
 * The token is decoded exactly once, by URLSearchParams, for which `+` is a space; it goes back as plain text
 * that no browser may take for markup.
 * https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
 */
export function answerHandshake(url: string): WebhookResponse | undefined {
  const tokens = new URL(url).searchParams.getAll('validationToken');
  if (tokens.length === 0) return undefined;
  const [token = ''] = tokens;
  if (tokens.length > 1 || token === '' || token.length > LONGEST_TOKEN) return { status: 400 };
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    body: token,
  };
}
