/** Webhook requests as Graph sends them. */

import { randomUUID } from 'node:crypto';
import type { Config } from '../../../src/config.ts';
import type { WebhookRequest } from '../../../src/webhook/webhook.ts';

/** The body of a change notification collection about so many calls that nobody has heard of. */
export function notificationBody({ tenantId, clientState }: Config, calls: number): string {
  const subscriptionId = randomUUID();
  const value = Array.from({ length: calls }, () => {
    const callId = randomUUID();
    return {
      tenantId,
      subscriptionId,
      clientState,
      changeType: 'updated',
      resource: `communications/callRecords/${callId}`,
      subscriptionExpirationDateTime: '2030-01-01T00:00:00Z',
      resourceData: {
        id: callId,
        '@odata.type': '#microsoft.graph.callRecord',
        '@odata.id': `communications/callRecords/${callId}`,
      },
    };
  });
  return JSON.stringify({ value });
}

/** A W3C trace context, which the platform gives every request and the message carries along. */
export const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

export function webhookRequest({ notificationUrl }: Config, body: string): WebhookRequest {
  const bytes = Buffer.from(body);
  return {
    url: notificationUrl,
    contentLength: bytes.byteLength,
    body: async () => bytes,
    traceparent: TRACEPARENT,
  };
}
