/** Where an export is put, and what to do when that place refuses. */

import { resolve } from 'node:path';
import type { TokenCredential } from '@azure/core-auth';
import { createContainer } from '../../adapters/files/container.ts';
import { createFolder } from '../../adapters/files/folder.ts';
import { identityCredential } from '../../adapters/identity.ts';
import { steadyCredential } from '../../adapters/steady-credential.ts';
import { TOKEN_WITHIN_MS } from '../../app.ts';
import type { Files, FilesFailure } from '../../ports/files.ts';
import { NOT_OF_STORAGE } from '../../ports/storage.ts';
import { isLoopbackHttp, isUrl } from '../../setting-formats.ts';
import type { Format } from '../syntax.ts';

/** A folder, or the URL of a container. */
export interface Destination {
  /** As it may be shown: a shared access signature opens the container to everybody who reads it. */
  readonly name: string;
  readonly isFolder: boolean;
  open(): Files;
}

export const destination: Format<Destination> = {
  expected:
    "a folder, or the URL of a blob container such as https://ACCOUNT.blob.core.windows.net/CONTAINER; an emulator's over http needs a shared access signature",
  read(text) {
    if (!/^https?:/i.test(text)) {
      return { name: text, isFolder: true, open: () => createFolder(resolve(text)) };
    }
    if (!isUrl(text, ['https:', 'http:']) || new URL(text).pathname === '/') return undefined;
    const { origin, pathname, search } = new URL(text);
    // A sign-in is not sent in the clear, not even to an emulator.
    if (isLoopbackHttp(text) && search === '') return undefined;
    return { name: origin + pathname, isFolder: false, open: () => createContainer(text, credential()) };
  },
};

/** The user's who is signed in; in Azure, where a container job may run, a managed identity's. */
function credential(): TokenCredential {
  const { IDENTITY_ENDPOINT = '', AZURE_CLIENT_ID } = process.env;
  const managedIdentity = IDENTITY_ENDPOINT === '' ? undefined : { clientId: AZURE_CLIENT_ID };
  return steadyCredential(identityCredential(managedIdentity), TOKEN_WITHIN_MS);
}

/** What is wrong, and what to do. */
export function explainFilesFailure(
  { message, code, status }: FilesFailure,
  { name, isFolder }: Destination,
): string {
  const remedy = isFolder ? folderRemedy(code) : containerRemedy(code, status);
  return `${name}: ${message}. ${remedy} Then type the same command again: days that were written stay`;
}

function folderRemedy(code: string | undefined): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return 'The disk is full, or its quota is used up. Free some space, or give another --out.';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'You may not write there, or another program has the file open. Close it, get the right to write, or give another --out.';
    case 'EBUSY':
      return 'Another program has the file open. Close it.';
    case 'EISDIR':
      return 'A folder of this name stands where the file belongs. Remove it, or give another --out.';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'It is a file, or lies below one. Give a folder as --out.';
    default:
      return 'The folder does not take the file. Give another --out.';
  }
}

/** https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes */
function containerRemedy(code: string | undefined, status: number | undefined): string {
  if (code === 'TokenUnavailable') return 'No token for storage: type az login.';
  if (status === undefined) return 'The account does not answer. Check the URL and the network.';
  if (code === 'ContainerNotFound')
    return 'The container does not exist. Create it: az storage container create --auth-mode login --account-name ACCOUNT --name CONTAINER.';
  if (status === 401 || status === 403)
    return 'The account refuses. Your sign-in needs the role Storage Blob Data Contributor on the container, a shared access signature the rights to read, create, write and delete; and the firewall of the account must let this machine in.';
  // The blocks of this run go when another one's list is put.
  if (status === 409 || status === 412 || code === 'InvalidBlockList')
    return 'Another export has written the file meanwhile: let one end first.';
  if (status === 404 || code === NOT_OF_STORAGE)
    return 'No container answers at this URL. Check it, and whether a proxy stands before it.';
  if (status === 429 || status >= 500) return 'Storage is busy or down. Wait a minute.';
  return 'The service refuses the file. Check the URL.';
}
