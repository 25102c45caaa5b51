/** Asks the webhook as Graph does: one request, no redirect followed, nothing kept open. */

import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';

export interface WebhookAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly contentType: string;
  /** Its beginning, where it is long. */
  readonly body: string;
  readonly location: string | undefined;
  readonly elapsedMilliseconds: number;
  /** `TLSv1.3`; undefined over plain http. */
  readonly tlsVersion: string | undefined;
}

export type WebhookReply =
  | WebhookAnswer
  | { readonly kind: 'timeLimit' }
  | { readonly kind: 'network'; readonly code: string | undefined };

/** A token has under 200 characters: a longer answer is not an echo, and its beginning is enough. */
const MOST_BODY_BYTES = 64 * 1024;

/**
 * Sends a request with an empty body. Never rejects. `authority` (PEM) stands in place of the public certificate
 * authorities.
 */
export async function askWebhook(
  method: 'GET' | 'POST',
  url: URL,
  limitMilliseconds: number,
  authority: string | undefined,
): Promise<WebhookReply> {
  const signal = AbortSignal.timeout(limitMilliseconds);
  const startedAt = performance.now();
  try {
    const response = await sent(method, url, authority, signal);
    const tlsVersion = response.socket instanceof TLSSocket ? response.socket.getProtocol() : null;
    const body = await beginningOf(response);
    return {
      kind: 'answer',
      status: response.statusCode ?? 0,
      contentType: response.headers['content-type'] ?? '',
      body,
      location: response.headers.location,
      elapsedMilliseconds: Math.round(performance.now() - startedAt),
      tlsVersion: tlsVersion ?? undefined,
    };
  } catch (error) {
    if (signal.aborted) return { kind: 'timeLimit' };
    return {
      kind: 'network',
      code: error instanceof Error && 'code' in error ? String(error.code) : undefined,
    };
  }
}

function sent(
  method: string,
  url: URL,
  ca: string | undefined,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    send(
      url,
      { method, signal, ca, agent: false, headers: { 'content-type': 'text/plain; charset=utf-8' } },
      resolve,
    )
      .on('error', reject)
      .end();
  });
}

async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Array<Buffer> = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes >= MOST_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
