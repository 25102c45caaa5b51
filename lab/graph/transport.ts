/** How the model reaches a webhook: `fetch` behind the HTTP front, a direct call in a simulation. */

export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How long Graph waits for the whole answer. */
  readonly timeLimitMilliseconds: number;
}

export type WebhookAnswer =
  | {
      readonly status: number;
      /** The Content-Type header, or an empty string. */
      readonly contentType: string;
      readonly body: string;
      readonly elapsedMilliseconds: number;
    }
  | { readonly error: 'unreachable' | 'timeout' };

/** Never rejects: what went wrong is part of the answer. */
export interface Transport {
  post(url: string, request: WebhookRequest): Promise<WebhookAnswer>;
}
