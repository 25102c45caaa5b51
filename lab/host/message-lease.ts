// The time for which a received message is invisible to others, prolonged while its function runs.
import type { QueueClient } from '@azure/storage-queue';
import type { Clock } from './clock.ts';
import { storageErrorCode } from './storage-errors.ts';

/** QueueListener.cs: every message is received for ten minutes, whatever host.json says. */
export const LEASE_SECONDS = 600;

/** QueueListener.cs: renewed at half-life; after a failed renewal half as long again, but not below a minute. */
const SHORTEST_RENEWAL_MS = 60_000;

export interface MessageLease {
  /**
   * Ends the renewals and gives the latest pop receipt: each renewal changes it, and deleting or releasing the message
   * takes no other.
   */
  end(): Promise<string>;
}

/**
 * Renews until `end()`, or until the message turns out to be somebody else's: nobody is told, as on the real host.
 * The message must have been received for `leaseSeconds`.
 */
export function keepLease(
  queue: QueueClient,
  messageId: string,
  popReceipt: string,
  leaseSeconds: number,
  clock: Clock,
): MessageLease {
  const ended = new AbortController();
  let receipt = popReceipt;
  const renewing = (async () => {
    const halfLifeMs = (leaseSeconds * 1000) / 2;
    let pauseMs = halfLifeMs;
    for (;;) {
      await clock.sleep(pauseMs, ended.signal);
      if (ended.signal.aborted) return;
      try {
        const renewed = await queue.updateMessage(messageId, receipt, undefined, leaseSeconds);
        receipt = renewed.popReceipt ?? receipt;
        pauseMs = halfLifeMs;
      } catch (error) {
        if (isLostMessage(error)) return;
        pauseMs = Math.max(pauseMs / 2, Math.min(SHORTEST_RENEWAL_MS, halfLifeMs));
      }
    }
  })();
  return {
    end: async () => {
      ended.abort();
      await renewing;
      return receipt;
    },
  };
}

/** True when the message is gone or was received by somebody else since. */
export function isLostMessage(error: unknown): boolean {
  const code = storageErrorCode(error);
  return code === 'MessageNotFound' || code === 'PopReceiptMismatch' || code === 'QueueNotFound';
}
