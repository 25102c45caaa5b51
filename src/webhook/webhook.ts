/** An HTTP request and its answer, free of the platform that carries them. */

export interface WebhookRequest {
  /** The whole URL as requested, its query still encoded. */
  readonly url: string;
  /** What the header says, in bytes, so that a huge body can be refused unread. */
  readonly contentLength: number | undefined;
  /** In the pieces in which it comes; it may break off, or never end. Read once. */
  body(): AsyncIterable<Uint8Array>;
  /** W3C trace context of the request. */
  readonly traceparent: string | undefined;
}

export interface WebhookResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}
