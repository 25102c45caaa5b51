// The storage accounts that an app's settings name: by connection string, or by the identity of whoever runs the host.
// https://learn.microsoft.com/azure/azure-functions/functions-reference#configure-an-identity-based-connection
import { DefaultAzureCredential } from '@azure/identity';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import type { Settings } from './settings.ts';

/** The settings name no usable storage account; the message says which settings could. */
export class StorageConnectionError extends Error {
  override readonly name = 'StorageConnectionError';
}

/**
 * Short, because the loops ask again by themselves, and a host that is to stop must not hang on storage that is gone:
 * with the clients' own defaults, an unanswered request takes 16 s to fail.
 */
const RETRIES = { maxTries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 1_000 } as const;

/**
 * The queue service of the account that the setting `connection` names.
 * @throws {StorageConnectionError}
 */
export function queueService(connection: string, settings: Settings): QueueServiceClient {
  const options = { retryOptions: RETRIES };
  return connect(
    connection,
    settings,
    (connectionString) => QueueServiceClient.fromConnectionString(connectionString, options),
    () =>
      new QueueServiceClient(endpoint(connection, 'queue', settings), new DefaultAzureCredential(), options),
  );
}

/**
 * The blob service of the account that the setting `connection` names.
 * @throws {StorageConnectionError}
 */
export function blobService(connection: string, settings: Settings): BlobServiceClient {
  const options = { retryOptions: RETRIES };
  return connect(
    connection,
    settings,
    (connectionString) => BlobServiceClient.fromConnectionString(connectionString, options),
    () =>
      new BlobServiceClient(endpoint(connection, 'blob', settings), new DefaultAzureCredential(), options),
  );
}

function connect<Client>(
  connection: string,
  settings: Settings,
  byConnectionString: (connectionString: string) => Client,
  byIdentity: () => Client,
): Client {
  const connectionString = settings[connection];
  if (!connectionString) return byIdentity();
  try {
    return byConnectionString(connectionString);
  } catch (cause) {
    // Without the value, which holds a key.
    throw new StorageConnectionError(`${connection} is no connection string of a storage account`, { cause });
  }
}

/** `<connection>__queueServiceUri`, or the public cloud's address for `<connection>__accountName`. */
function endpoint(connection: string, service: 'queue' | 'blob', settings: Settings): string {
  const uri = settings[`${connection}__${service}ServiceUri`];
  if (uri) return uri;
  const account = settings[`${connection}__accountName`];
  if (account) return `https://${account}.${service}.core.windows.net`;
  throw new StorageConnectionError(
    `No storage account: set ${connection}, ${connection}__${service}ServiceUri or ${connection}__accountName`,
  );
}
