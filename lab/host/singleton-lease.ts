// The right to be the one host of many that does something: a lease on a blob, renewed while it is held
// (BlobLeaseDistributedLockManager in Azure/azure-webjobs-sdk).
import type { BlobLeaseClient } from '@azure/storage-blob';
import type { Clock } from './clock.ts';
import type { SingletonOptions } from './host-json.ts';
import { storageErrorCode } from './storage-errors.ts';

export interface SingletonLease {
  /**
   * Waits for its turn; undefined when `signal` was aborted meanwhile.
   * @throws when storage fails.
   */
  acquire(signal: AbortSignal): Promise<HeldLease | undefined>;
}

export interface HeldLease {
  /** Aborted when the lease could not be renewed in time: another host may hold it now. */
  readonly lost: AbortSignal;
  /** Lets the next host begin at once instead of when the lease ends. */
  release(): Promise<void>;
}

/** `createBlob` makes sure that there is a blob to lease. */
export function singletonLease(
  lease: BlobLeaseClient,
  createBlob: () => Promise<unknown>,
  { listenerLockPeriodSeconds, listenerLockRecoveryPollingMs }: SingletonOptions,
  clock: Clock,
): SingletonLease {
  const tryAcquire = async (): Promise<boolean> => {
    try {
      await lease.acquireLease(listenerLockPeriodSeconds);
      return true;
    } catch (error) {
      if (storageErrorCode(error) === 'LeaseAlreadyPresent') return false;
      throw error;
    }
  };
  return {
    acquire: async (signal) => {
      await createBlob();
      while (!signal.aborted) {
        const askedAt = clock.now().getTime();
        if (await tryAcquire()) return holdLease(lease, askedAt, listenerLockPeriodSeconds * 1000, clock);
        await clock.sleep(listenerLockRecoveryPollingMs, signal);
      }
      return undefined;
    },
  };
}

/** A failed renewal is tried again after a second, as long as the lease still lasts. */
const RETRY_MS = 1_000;
/** Of one renewal with the client's own repetitions: the shortest lease, 15 s, leaves time for a second one. */
const RENEWAL_LIMIT_MS = 3_000;

function holdLease(lease: BlobLeaseClient, acquiredAt: number, periodMs: number, clock: Clock): HeldLease {
  const released = new AbortController();
  const lost = new AbortController();
  const renewing = (async () => {
    let renewedAt = acquiredAt;
    let pauseMs = periodMs / 2;
    while (!released.signal.aborted) {
      await clock.sleep(pauseMs, released.signal);
      if (released.signal.aborted) return;
      const askedAt = clock.now().getTime();
      const renewed = await lease.renewLease({ abortSignal: AbortSignal.timeout(RENEWAL_LIMIT_MS) }).then(
        () => true,
        () => false,
      );
      if (renewed) renewedAt = askedAt;
      pauseMs = renewed ? periodMs / 2 : RETRY_MS;
      // It ends a little early here, so that two hosts never both believe they hold it.
      if (clock.now().getTime() + RETRY_MS >= renewedAt + periodMs) return lost.abort();
    }
  })();
  return {
    lost: lost.signal,
    release: async () => {
      released.abort();
      await renewing;
      // Lost or unreachable: it then ends by itself.
      await lease.releaseLease().catch(() => undefined);
    },
  };
}
