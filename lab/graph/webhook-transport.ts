/** Reaches webhooks over HTTP. */

import type { Transport, WebhookRequest, WebhookResponse } from './transport.ts';

/** Posts with fetch. A redirect is an answer like any other: Graph does not follow it. */
export const webhookTransport: Transport = {
  async post(
    url: string,
    { headers, body, timeLimitMilliseconds }: WebhookRequest,
  ): Promise<WebhookResponse> {
    const startedAt = performance.now();
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeLimitMilliseconds),
      });
      const text = await response.text();
      return {
        status: response.status,
        contentType: response.headers.get('content-type') ?? '',
        body: text,
        elapsedMilliseconds: performance.now() - startedAt,
      };
    } catch (error) {
      const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
      return { error: timedOut ? 'timeout' : 'unreachable' };
    }
  },
};
