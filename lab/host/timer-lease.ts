// The lease that makes one host of many run a timer: on a blob in AzureWebJobsStorage, named as the real host names it
// (BlobLeaseDistributedLockManager in Azure/azure-webjobs-sdk).
import type { BlobLeaseClient, BlobServiceClient } from '@azure/storage-blob';
import type { Clock } from './clock.ts';
import type { HostJson } from './host-json.ts';
import { unless } from './storage.ts';

/**
 * Waits for its turn; undefined when `signal` was aborted meanwhile.
 * @throws when storage fails.
 */
export type AcquireLease = (signal: AbortSignal) => Promise<HeldLease | undefined>;

interface HeldLease {
  /** Aborted when the lease could not be renewed in time: another host may hold it now. */
  readonly lost: AbortSignal;
  /** Lets the next host begin at once instead of when the lease ends. */
  release(): Promise<void>;
}

const CONTAINER = 'azure-webjobs-hosts';

/** Hosts with the same id on the same account are instances of one app: one of them runs the timer. */
export function timerLease(
  service: BlobServiceClient,
  hostId: string,
  functionName: string,
  { listenerLockPeriodSeconds, listenerLockRecoveryPollingMs }: HostJson['singleton'],
  clock: Clock,
): AcquireLease {
  const container = service.getContainerClient(CONTAINER);
  const lock = container.getBlockBlobClient(`locks/${hostId}/Host.Functions.${functionName}.Listener`);
  const lease = lock.getBlobLeaseClient();
  return async (signal) => {
    await container.createIfNotExists();
    // Only if it is still absent: to overwrite it would fail under another host's lease anyway.
    const absent = { conditions: { ifNoneMatch: '*' } };
    await unless(['BlobAlreadyExists', 'LeaseIdMissing'], lock.upload('', 0, absent));
    while (!signal.aborted) {
      const askedAt = clock.now().getTime();
      if (await unless(['LeaseAlreadyPresent'], lease.acquireLease(listenerLockPeriodSeconds))) {
        return holdLease(lease, askedAt, listenerLockPeriodSeconds * 1000, clock);
      }
      await clock.sleep(listenerLockRecoveryPollingMs, signal);
    }
    return undefined;
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
    for (;;) {
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
