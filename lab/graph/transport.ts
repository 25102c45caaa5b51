/** HTTP as plain data: a client's requests to Graph, and Graph's posts to a webhook. */

/** The only token that the simulated Graph accepts. */
export const SIMULATED_TOKEN = 'simulated-graph';

export interface GraphRequest {
  readonly method: string;
  /** Absolute: nextLinks are made on its origin. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface GraphResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /**
   * What happens to the connection instead of a proper answer: `hang` never answers, `reset` cuts it before the
   * answer, `truncate` cuts it half-way through the body. Carried out by the HTTP front; a client in the same
   * process turns it into the error it would have seen.
   */
  readonly connection?: 'hang' | 'reset' | 'truncate';
}

export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How long Graph waits for the whole response. */
  readonly timeLimitMilliseconds: number;
}

export type WebhookResponse =
  | {
      readonly status: number;
      /** The Content-Type header, or an empty string. */
      readonly contentType: string;
      readonly body: string;
      readonly elapsedMilliseconds: number;
    }
  | { readonly error: 'unreachable' | 'timeout' };

/** How the model reaches a webhook: `fetch` behind the HTTP front, a direct call in a simulation. */
export interface Transport {
  /** Never rejects: what went wrong is part of the response. */
  post(url: string, request: WebhookRequest): Promise<WebhookResponse>;
}
