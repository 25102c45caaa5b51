/** How a request to storage fails, in the words of every part of the laboratory that lets one fail. */

import { StorageFailure } from '../../src/ports/storage.ts';

/**
 * `unreachable`: the request never arrives. `busy`: storage refuses it for now. `replyLost`: it is carried out, and its
 * reply does not come back.
 */
export type StorageFault = 'unreachable' | 'busy' | 'replyLost';

/** What the product gets once its adapter has given up. `what`: where the request went. */
export function failureOf(fault: StorageFault, what: string): StorageFailure {
  return fault === 'busy'
    ? new StorageFailure(`${what}: busy`, { status: 503, code: 'ServerBusy' })
    : new StorageFailure(`${what}: no answer`, { code: 'ECONNRESET' });
}
