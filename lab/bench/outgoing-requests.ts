/** The HTTP requests that this process sends, seen as they leave: retries and an SDK's own included. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

export interface OutgoingRequest {
  readonly method: string;
  readonly url: URL;
  /** Of the body; 0 without one. */
  readonly bodyBytes: number;
}

/** Every request through node:http and node:https, which is what the Azure SDKs send with. */
const CHANNEL = 'http.client.request.start';

/** Runs `work` and returns the requests below one of the given addresses that left meanwhile, in order. */
export async function outgoingRequests(
  below: ReadonlyArray<string>,
  work: () => Promise<unknown>,
): Promise<ReadonlyArray<OutgoingRequest>> {
  const seen: Array<OutgoingRequest> = [];
  const look = (message: unknown): void => {
    const request = toOutgoingRequest((message as { readonly request: ClientRequest }).request);
    if (below.some((address) => request.url.href.startsWith(address))) seen.push(request);
  };
  subscribe(CHANNEL, look);
  try {
    await work();
  } finally {
    unsubscribe(CHANNEL, look);
  }
  return seen;
}

function toOutgoingRequest(request: ClientRequest): OutgoingRequest {
  return {
    method: request.method,
    url: new URL(request.path, `${request.protocol}//${request.getHeader('host')}`),
    bodyBytes: Number(request.getHeader('content-length') ?? 0),
  };
}

/**
 * JSON may be escaped or not, and an instance looks every few seconds whether the tenant is throttled: a share that no
 * measured time would show.
 */
const TOLERANCE = 0.02;

/**
 * What makes a comparison of two senders fair.
 * @throws when one sends more requests below the address than the other, or more in them.
 */
export async function expectSameRequests(
  below: string,
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
): Promise<void> {
  const expected = await outgoingRequests([below], one);
  const actual = await outgoingRequests([below], other);
  const bytesOf = (requests: ReadonlyArray<OutgoingRequest>) =>
    requests.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0);
  const areClose = (a: number, b: number) => Math.abs(a - b) <= TOLERANCE * b;
  if (areClose(actual.length, expected.length) && areClose(bytesOf(actual), bytesOf(expected))) return;
  const text = (all: ReadonlyArray<OutgoingRequest>) => `${all.length} requests of ${bytesOf(all)} bytes`;
  throw new Error(`not to be compared: ${text(expected)} and ${text(actual)}`);
}
