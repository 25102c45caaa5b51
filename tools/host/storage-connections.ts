// The storage accounts that an app's settings name: by connection string, or by the identity of whoever runs the host.
// https://learn.microsoft.com/azure/azure-functions/functions-reference#configure-an-identity-based-connection
import { DefaultAzureCredential } from '@azure/identity';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import type { Settings } from './settings.ts';

/** The settings name no storage account; the message says which settings could. */
export class StorageConnectionError extends Error {
  override readonly name = 'StorageConnectionError';
}

/**
 * The queue service of the account that the setting `connection` names.
 * @throws {StorageConnectionError}
 */
export function queueService(connection: string, settings: Settings): QueueServiceClient {
  const connectionString = settings[connection];
  if (connectionString) return QueueServiceClient.fromConnectionString(connectionString);
  return new QueueServiceClient(endpoint(connection, 'queue', settings), new DefaultAzureCredential());
}

/**
 * The blob service of the account that the setting `connection` names.
 * @throws {StorageConnectionError}
 */
export function blobService(connection: string, settings: Settings): BlobServiceClient {
  const connectionString = settings[connection];
  if (connectionString) return BlobServiceClient.fromConnectionString(connectionString);
  return new BlobServiceClient(endpoint(connection, 'blob', settings), new DefaultAzureCredential());
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
