/** The account in which the Functions host keeps leases, timers and keys: without it no timer runs. */

import { BlobServiceClient } from '@azure/storage-blob';
import { identityCredential } from '../../../adapters/identity.ts';
import { steadyCredential } from '../../../adapters/steady-credential.ts';
import { requireSecure } from '../../../adapters/storage/connection.ts';
import { storageFailure } from '../../../adapters/storage/storage-failure.ts';
import { withTries } from '../../../adapters/storage/tries.ts';
import { type Check, fail, pass } from '../check.ts';
import type { Examination } from '../examination.ts';
import { rightFinding, type StorageProof } from '../storage-fault.ts';

interface HostAccount {
  readonly client: BlobServiceClient;
  readonly proof: StorageProof;
}

export const hostStorage: Check = {
  id: 'hostStorage',
  about: 'Storage',
  title: 'host’s own account',
  needs: [],
  async run(examination) {
    const account = hostAccount(examination);
    if (account === undefined) {
      return fail(
        'settings',
        'AzureWebJobsStorage cannot be read: a connection string, or AzureWebJobsStorage__blobServiceUri or __accountName',
        'Set one of them: the Functions host keeps the leases and times of its timers there.',
      );
    }
    const { client, proof } = account;
    const { host } = new URL(client.url);
    const tries = { limitMilliseconds: examination.limits.storageMilliseconds, delaysMilliseconds: [] };
    try {
      await withTries(tries, (abortSignal) =>
        client.listContainers({ abortSignal }).byPage({ maxPageSize: 1 }).next(),
      );
    } catch (error) {
      const failure = storageFailure('blob containers: list', error);
      return rightFinding(failure, { service: 'Blob', host, proof }, 'hostStorage');
    }
    return pass(`${host} (writing is not tried)`);
  },
};

/** Undefined when the settings do not lead to one. Errors of the SDK over a connection string could quote it. */
function hostAccount({ environment, limits, settings }: Examination): HostAccount | undefined {
  const set = (name: string) => environment[name]?.trim() || undefined;
  const connectionString = set('AzureWebJobsStorage');
  const options = { retryOptions: { maxTries: 1 } };
  try {
    if (connectionString !== undefined) {
      const proof = /SharedAccessSignature/i.test(connectionString) ? 'signature' : 'key';
      return secure({ client: BlobServiceClient.fromConnectionString(connectionString, options), proof });
    }
    const name = set('AzureWebJobsStorage__accountName');
    const uri =
      set('AzureWebJobsStorage__blobServiceUri') ??
      (name === undefined ? undefined : `https://${name}.blob.core.windows.net`);
    if (uri === undefined) return undefined;
    const isManaged = set('AzureWebJobsStorage__credential') !== undefined;
    const isReachable = isManaged && settings.isInAzure;
    const identity = isReachable ? { clientId: set('AzureWebJobsStorage__clientId') } : undefined;
    const credential = steadyCredential(identityCredential(identity), limits.tokenMilliseconds);
    return secure({
      client: new BlobServiceClient(uri, credential, options),
      proof: isReachable ? 'managedIdentity' : isManaged ? 'standIn' : 'signIn',
    });
  } catch {
    return undefined;
  }
}

function secure(account: HostAccount): HostAccount {
  requireSecure(account.client.url);
  return account;
}
