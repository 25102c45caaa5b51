// The storage accounts that an app's settings name, by connection string or by the identity of the user who runs the host,
// and what their errors say.
// https://learn.microsoft.com/azure/azure-functions/functions-reference#configure-an-identity-based-connection
import { isRestError } from '@azure/core-rest-pipeline';
import { DefaultAzureCredential } from '@azure/identity';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import type { Settings } from './triggers.ts';

/** The settings name no usable storage account; the message says which settings could. */
export class StorageConnectionError extends Error {
  override readonly name = 'StorageConnectionError';
}

/**
 * Short, because the loops ask again by themselves, and a host that stops must not wait for storage that is gone: with
 * the clients' own defaults, an unanswered request takes 16 s to fail.
 */
const OPTIONS = { retryOptions: { maxTries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 1_000 } } as const;

/**
 * The queue service of the account that the setting `connection` names.
 * @throws {StorageConnectionError}
 */
export function queueService(connection: string, settings: Settings): QueueServiceClient {
  return connect(QueueServiceClient, 'queue', connection, settings);
}

/**
 * The blob service of the account that the setting `connection` names.
 * @throws {StorageConnectionError}
 */
export function blobService(connection: string, settings: Settings): BlobServiceClient {
  return connect(BlobServiceClient, 'blob', connection, settings);
}

interface ServiceClass<Client> {
  new (url: string, credential: DefaultAzureCredential, options: typeof OPTIONS): Client;
  fromConnectionString(connectionString: string, options: typeof OPTIONS): Client;
}

function connect<Client>(
  Service: ServiceClass<Client>,
  kind: 'queue' | 'blob',
  connection: string,
  settings: Settings,
): Client {
  const connectionString = settings[connection];
  if (!connectionString) {
    return new Service(endpoint(connection, kind, settings), new DefaultAzureCredential(), OPTIONS);
  }
  try {
    return Service.fromConnectionString(connectionString, OPTIONS);
  } catch (cause) {
    // Without the value, which holds a key.
    const message = `${connection} is not a connection string of a storage account. Correct it in local.settings.json or the environment.`;
    throw new StorageConnectionError(message, { cause });
  }
}

/** `<connection>__queueServiceUri`, or the public cloud's address for `<connection>__accountName`. */
function endpoint(connection: string, kind: 'queue' | 'blob', settings: Settings): string {
  const uri = settings[`${connection}__${kind}ServiceUri`];
  if (uri) return uri;
  const account = settings[`${connection}__accountName`];
  if (account) return `https://${account}.${kind}.core.windows.net`;
  throw new StorageConnectionError(
    `No storage account: set ${connection}, ${connection}__${kind}ServiceUri or ${connection}__accountName`,
  );
}

/** Undefined when the service answered with one of these error codes. */
export async function unless<Result>(
  codes: ReadonlyArray<string>,
  request: Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await request;
  } catch (error) {
    if (codes.includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}

/**
 * The service's own word for what went wrong, such as "QueueNotFound"; undefined when the service did not answer.
 * https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2
 */
function errorCode(error: unknown): string | undefined {
  if (!isRestError(error)) return undefined;
  // An answer to HEAD has no body: then the word stands only in the header x-ms-error-code.
  return error.code ?? error.response?.headers.get('x-ms-error-code');
}
