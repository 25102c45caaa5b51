/** Requests to Graph, its answers, and its errors. */

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

/** An answer before the headers that every answer has are added. */
export interface Answer {
  readonly status: number;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal with Graph's error code and text. Clients branch on status and code, never on the text. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'GraphError';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function badRequest(message: string): GraphError {
  return new GraphError(400, 'BadRequest', message);
}

/** The text observed for records that are not there, not yet or no longer. */
export function callRecordNotFound(): GraphError {
  return new GraphError(
    404,
    'NotFound',
    'Could not find the requested call record. Records about calls or online meetings that started more than 30 days ago are not available.',
  );
}

/** The error document: innerError repeats what support asks for. */
export function errorBody(
  error: GraphError,
  ids: { readonly date: Date; readonly requestId: string; readonly clientRequestId: string },
): object {
  return {
    error: {
      code: error.code,
      message: error.message,
      innerError: {
        date: ids.date.toISOString().slice(0, 19),
        'request-id': ids.requestId,
        'client-request-id': ids.clientRequestId,
      },
    },
  };
}
