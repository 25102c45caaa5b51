/** A container of blobs in an account of the storage emulator that is the test's own. */

import {
  BlobServiceClient,
  type ContainerClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { freshAccount } from '../storage-account.ts';

/** A signature is in the URL. */
export const NO_CREDENTIAL = { getToken: async () => null };

export interface Container {
  readonly client: ContainerClient;
  /** Its URL, with a signature that gives these rights: `rcwd`. */
  urlWith(rights: string): string;
}

export async function containerNamed(name: string, { isCreated = true } = {}): Promise<Container> {
  const connection = freshAccount();
  const part = (key: string) => new RegExp(`${key}=([^;]+)`).exec(connection)?.[1] ?? '';
  const credential = new StorageSharedKeyCredential(part('AccountName'), part('AccountKey'));
  const client = new BlobServiceClient(part('BlobEndpoint'), credential).getContainerClient(name);
  if (isCreated) await client.create();
  return {
    client,
    urlWith(rights) {
      const signature = generateBlobSASQueryParameters(
        {
          containerName: name,
          permissions: ContainerSASPermissions.parse(rights),
          expiresOn: new Date(Date.now() + 3_600_000),
        },
        credential,
      );
      return `${client.url}/calls?${signature}`;
    },
  };
}
