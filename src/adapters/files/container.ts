/** Files in a container of Azure Blob Storage. */

import { randomBytes } from 'node:crypto';
import type { TokenCredential } from '@azure/core-auth';
import { AnonymousCredential, type BlockBlobClient, ContainerClient, newPipeline } from '@azure/storage-blob';
import { type Files, FilesFailure, type NewFile } from '../../ports/files.ts';
import { StorageFailure } from '../../ports/storage.ts';
import { isOnThisMachine, requireSecure, USER_AGENT_PREFIX } from '../storage/connection.ts';
import { ofStorageFactory } from '../storage/of-storage.ts';
import { storageFailure } from '../storage/storage-failure.ts';
import { type Tries, withTries } from '../storage/tries.ts';

/** A block of 8 MiB within a minute is 140 KB/s: below that nothing is exported anyway. */
const TRIES: Tries = { limitMilliseconds: 60_000, delaysMilliseconds: [500, 2_000, 8_000] };

/** 50,000 blocks at most are one blob: 390 GiB. https://learn.microsoft.com/rest/api/storageservices/put-block */
const BLOCK_BYTES = 8 * 1024 * 1024;

/**
 * The container, or the virtual folder in it, that a URL names: `https://ACCOUNT.blob.core.windows.net/CONTAINER/FOLDER`.
 * A shared access signature behind it proves who asks; without one the credential does. Throws InsecureEndpoint.
 */
export function createContainer(url: string, credential: TokenCredential, tries = TRIES): Files {
  requireSecure(url);
  const { origin, pathname, search } = new URL(url);
  const names = pathname.split('/').filter((name) => name !== '');
  // The emulator has the account in the path.
  const container = names.splice(0, isOnThisMachine(url) ? 2 : 1).join('/');
  const pipeline = newPipeline(search === '' ? credential : new AnonymousCredential(), {
    userAgentOptions: { userAgentPrefix: USER_AGENT_PREFIX },
    retryOptions: { maxTries: 1 },
  });
  pipeline.factories.push(ofStorageFactory);
  const client = new ContainerClient(`${origin}/${container}${search}`, pipeline);
  const asked = asking(tries);
  const blob = (path: string) =>
    client.getBlockBlobClient([...names.map(decodeURIComponent), path].join('/'));
  return {
    version: (path) =>
      unlessMissing(
        asked(path, async (abortSignal) => (await blob(path).getProperties({ abortSignal })).etag ?? ''),
      ),
    readText: (path) =>
      unlessMissing(
        asked(path, async (abortSignal) =>
          (await blob(path).downloadToBuffer(0, undefined, { abortSignal })).toString(),
        ),
      ),
    create: async (path, replaced) => createBlob(path, blob(path), { replaced, asked }),
    async remove(path) {
      await asked(path, (abortSignal) => blob(path).deleteIfExists({ abortSignal }));
    },
  };
}

/** Blocks are no part of a blob until their list is put, which happens only where the blob is as it was found. */
function createBlob(
  path: string,
  blob: BlockBlobClient,
  { replaced, asked }: { readonly replaced: string | undefined; readonly asked: ReturnType<typeof asking> },
): NewFile {
  // The blocks of another run that writes the same blob must not take the place of these.
  const ours = randomBytes(4);
  const ids: Array<string> = [];
  const pending: Array<Uint8Array> = [];
  let pendingBytes = 0;
  async function stage(): Promise<void> {
    if (pendingBytes === 0) return;
    const block = Buffer.concat(pending.splice(0));
    pendingBytes = 0;
    // All ids of a blob are equally long, those of earlier releases as well: six bytes.
    const id = Buffer.from([...ours, ids.length >> 8, ids.length & 0xff]).toString('base64');
    await asked(path, (abortSignal) => blob.stageBlock(id, block, block.byteLength, { abortSignal }));
    ids.push(id);
  }
  return {
    async write(bytes) {
      pending.push(bytes);
      pendingBytes += bytes.byteLength;
      // The first bytes go at once: a container that refuses says so before all rows are read.
      if (ids.length === 0 || pendingBytes >= BLOCK_BYTES) await stage();
    },
    async commit() {
      await stage();
      const conditions = replaced === undefined ? { ifNoneMatch: '*' } : { ifMatch: replaced };
      const { etag } = await asked(path, (abortSignal) =>
        blob.commitBlockList(ids, { conditions, abortSignal }),
      );
      return etag ?? '';
    },
    // The service forgets blocks without a list after a week.
    discard: async () => undefined,
  };
}

function asking(tries: Tries) {
  return async <Result>(path: string, request: (signal: AbortSignal) => Promise<Result>): Promise<Result> => {
    try {
      return await withTries(tries, request);
    } catch (error) {
      const failure = storageFailure(`blob ${path}`, error);
      if (!(failure instanceof StorageFailure)) throw failure;
      throw new FilesFailure(failure.message, failure);
    }
  };
}

async function unlessMissing<Result>(result: Promise<Result>): Promise<Result | undefined> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof FilesFailure && error.status === 404 && error.code === 'BlobNotFound')
      return undefined;
    throw error;
  }
}
