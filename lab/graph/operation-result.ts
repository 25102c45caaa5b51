/** What an operation of Graph ends with: a result, or an error. */

/** A result before the headers that every response has are added. */
export interface OperationResult {
  readonly status: number;
  readonly body?: object;
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
