/** What makes a comparison fair. */

import { outgoingRequests } from './outgoing-requests.ts';

export interface Sender {
  /** The address below which its requests go. */
  readonly to: string;
  readonly send: () => Promise<unknown>;
}

/**
 * JSON may be escaped or not, and an instance looks every few seconds whether the tenant is throttled: a share that no
 * measured time would show.
 */
const TOLERANCE = 0.02;

/** @throws when one sends more requests than the other, or more in them. */
export async function expectSameRequests(one: Sender, other: Sender): Promise<void> {
  const expected = await sentBy(one);
  const actual = await sentBy(other);
  if (areClose(actual.requests, expected.requests) && areClose(actual.bytes, expected.bytes)) return;
  const text = ({ requests, bytes }: Sent) => `${requests} requests of ${bytes} bytes`;
  throw new Error(`not to be compared: ${text(expected)} and ${text(actual)}`);
}

interface Sent {
  readonly requests: number;
  readonly bytes: number;
}

function areClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE * b;
}

async function sentBy({ to, send }: Sender): Promise<Sent> {
  const requests = await outgoingRequests([to], send);
  return {
    requests: requests.length,
    bytes: requests.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0),
  };
}
