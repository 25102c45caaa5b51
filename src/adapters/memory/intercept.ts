/** Watching, delaying or failing the requests of one process to the in-memory storage. */

import type { TableName } from '../../tables/declarations/index.ts';

/**
 * Called before a request is carried out and after it was, before the caller gets its result.
 * Throwing before is a request that never arrived; throwing after is a lost reply; a promise that never settles is a
 * process that died there.
 */
export type Intercept<Request> = (request: Request) => void | Promise<void>;

export type Phase = 'before' | 'after';

/** One request to a table. A query is one request for each page. */
export interface TableRequest {
  readonly table: TableName;
  readonly operation: 'get' | 'insert' | 'replace' | 'upsert' | 'merge' | 'delete' | 'batch' | 'query';
  readonly partitionKey: string;
  /** The rows it names; none for a query. */
  readonly rowKeys: ReadonlyArray<string>;
  readonly phase: Phase;
}

/** One request to the queue or its poison queue. */
export interface QueueRequest {
  readonly queue: 'queue' | 'poisonQueue';
  readonly operation: 'send' | 'receive' | 'update' | 'delete' | 'length' | 'peek';
  readonly phase: Phase;
}

/** Carries out a request between its two interceptions. */
export async function intercepted<Request extends { readonly phase: Phase }, Result>(
  intercept: Intercept<Request> | undefined,
  request: (phase: Phase) => Request,
  carryOut: () => Result,
): Promise<Result> {
  if (intercept === undefined) return carryOut();
  await intercept(request('before'));
  const result = carryOut();
  await intercept(request('after'));
  return result;
}
