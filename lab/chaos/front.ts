/** What stands before several hosts: sends each request to the next one, alive or not. */

import type { Transport } from '../graph/transport.ts';

/**
 * The address that Graph knows. Nothing listens there: the hosts are reached through the transport, and the one whose
 * turn it is may be dead, in which case Graph hears no answer and sends again.
 */
export const FRONT_URL = 'http://127.0.0.1:9';

/** A transport that takes the origins in turn, whatever the URL's own is. */
export function inTurn(origins: ReadonlyArray<string>, transport: Transport): Transport {
  let turn = 0;
  return {
    post(url, request) {
      const origin = origins[turn % origins.length];
      turn += 1;
      const { pathname, search } = new URL(url);
      return transport.post(`${origin}${pathname}${search}`, request);
    },
  };
}
