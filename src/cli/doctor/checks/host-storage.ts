/** The account in which the Functions host keeps leases, timers and keys. Without it no timer runs. */

import { BlobServiceClient } from '@azure/storage-blob';
import { identityCredential } from '../../../adapters/identity.ts';
import { steadyCredential } from '../../../adapters/steady-credential.ts';
import { requireSecure } from '../../../adapters/storage/connection.ts';
import { ofStorage } from '../../../adapters/storage/of-storage.ts';
import { storageFailure } from '../../../adapters/storage/storage-failure.ts';
import { withTries } from '../../../adapters/storage/tries.ts';
import { isKeyVaultReference } from '../../../setting-formats.ts';
import type { Check } from '../check.ts';
import type { Examination } from '../examination.ts';
import { fail, pass, unknown } from '../finding.ts';
import { proofIn, rightFinding, type StorageProof } from '../storage-fault.ts';

export const hostStorage: Check = {
  id: 'hostStorage',
  about: 'Storage',
  title: 'account of the host',
  needs: [],
  async run(examination) {
    const { given, isInAzure } = examination.settings;
    if (!isInAzure && isKeyVaultReference(given.AzureWebJobsStorage)) {
      return unknown(
        'AzureWebJobsStorage is a Key Vault reference',
        'Only Azure resolves the reference. ./callrecords subscription shows whether the timers run.',
      );
    }
    const account = hostAccount(examination);
    if (account === undefined) {
      return fail(
        'settings',
        'AzureWebJobsStorage is missing or cannot be read',
        'Set AzureWebJobsStorage to a connection string, or set AzureWebJobsStorage__blobServiceUri or __accountName. The Functions host keeps the leases and times of its timers there.',
      );
    }
    const { client, proof } = account;
    const { host } = new URL(client.url);
    const tries = { limitMilliseconds: examination.limits.storageMilliseconds, delaysMilliseconds: [] };
    try {
      await withTries(tries, async (abortSignal) => {
        const { value } = await client.listContainers({ abortSignal }).byPage({ maxPageSize: 1 }).next();
        ofStorage(value ?? {});
      });
    } catch (error) {
      const failure = storageFailure('blob containers: list', error);
      return rightFinding(failure, { service: 'Blob', host, proof }, 'hostStorage');
    }
    return pass(`${host} (reading only is tried)`);
  },
};

interface HostAccount {
  readonly client: BlobServiceClient;
  readonly proof: StorageProof;
}

/** Undefined when the settings do not lead to one. An error of the SDK could quote the connection string. */
function hostAccount(examination: Examination): HostAccount | undefined {
  try {
    const account = connected(examination);
    if (account !== undefined) requireSecure(account.client.url);
    return account;
  } catch {
    return undefined;
  }
}

function connected({ settings, limits }: Examination): HostAccount | undefined {
  const set = (name: string) => settings.given[`AzureWebJobsStorage${name}`]?.trim() || undefined;
  const options = { retryOptions: { maxTries: 1 } };
  const connectionString = set('');
  if (connectionString !== undefined) {
    const client = BlobServiceClient.fromConnectionString(connectionString, options);
    return { client, proof: proofIn(connectionString) };
  }
  const name = set('__accountName');
  const uri =
    set('__blobServiceUri') ?? (name === undefined ? undefined : `https://${name}.blob.core.windows.net`);
  if (uri === undefined) return undefined;
  const isManaged = set('__credential') !== undefined;
  const identity = isManaged && settings.isInAzure ? { clientId: set('__clientId') } : undefined;
  const credential = steadyCredential(identityCredential(identity), limits.tokenMilliseconds);
  return {
    client: new BlobServiceClient(uri, credential, options),
    proof: identity !== undefined ? 'managedIdentity' : isManaged ? 'standIn' : 'signIn',
  };
}
