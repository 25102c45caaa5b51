// The blobs of one timer in AzureWebJobsStorage, named as the real host names them: its lease and its status.
import type { BlobServiceClient } from '@azure/storage-blob';
import * as z from 'zod';
import type { Clock } from './clock.ts';
import type { SingletonOptions } from './host-json.ts';
import { singletonLease } from './singleton-lease.ts';
import { storageErrorCode } from './storage-errors.ts';
import type { TimerSingleton } from './timer-listener.ts';
import type { TimerStatus, TimerStatusStore } from './timer-status.ts';
import { statusDocument } from './timer-trigger.ts';

const CONTAINER = 'azure-webjobs-hosts';

/** Hosts with the same id on the same account are instances of one app: one of them runs the timer. */
export function timerSingleton(
  service: BlobServiceClient,
  hostId: string,
  functionName: string,
  options: SingletonOptions,
  clock: Clock,
): TimerSingleton {
  const container = service.getContainerClient(CONTAINER);
  const lock = container.getBlockBlobClient(`locks/${hostId}/Host.Functions.${functionName}.Listener`);
  const status = container.getBlockBlobClient(`timers/${hostId}/Host.Functions.${functionName}/status`);
  const createLock = async () => {
    await container.createIfNotExists();
    // Only if it is still absent: to overwrite it would fail under another host's lease anyway.
    await lock.upload('', 0, { conditions: { ifNoneMatch: '*' } }).catch((error: unknown) => {
      if (storageErrorCode(error) !== 'BlobAlreadyExists' && storageErrorCode(error) !== 'LeaseIdMissing')
        throw error;
    });
  };
  const store: TimerStatusStore = {
    read: async () => {
      try {
        return parseStatus((await status.downloadToBuffer()).toString('utf8'));
      } catch (error) {
        if (storageErrorCode(error) === 'BlobNotFound') return undefined;
        throw error;
      }
    },
    write: async (next) => {
      const text = JSON.stringify(statusDocument(next));
      await status.upload(text, Buffer.byteLength(text), {
        blobHTTPHeaders: { blobContentType: 'application/json' },
      });
    },
  };
  return { lease: singletonLease(lock.getBlobLeaseClient(), createLock, options, clock), status: store };
}

const date = z.iso.datetime({ offset: true, local: true }).transform((text) => new Date(text));
const storedStatus = z.object({ Last: date, Next: date, LastUpdated: date });

/** A status that cannot be read is as good as none: the timer begins anew. */
function parseStatus(text: string): TimerStatus | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = storedStatus.safeParse(document);
  if (!parsed.success) return undefined;
  const { Last, Next, LastUpdated } = parsed.data;
  // The year 1 is the real host's "never".
  return { next: Next, lastUpdated: LastUpdated, ...(Last.getUTCFullYear() > 1 && { last: Last }) };
}
