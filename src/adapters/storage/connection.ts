/** How to reach a storage account: by connection string, or by identity. */

import type { TokenCredential } from '@azure/core-auth';
import { isLoopbackHost } from '../../setting-formats.ts';

/** A storage account's connection string, or its two endpoints with an identity that may use them. */
export type StorageConnection =
  | { readonly connectionString: string }
  | {
      readonly tableServiceUri: string;
      readonly queueServiceUri: string;
      readonly credential: TokenCredential;
    };

/** Shows up in the account's logs, so that an operator can tell who sent a request. */
export const USER_AGENT_PREFIX = 'teams-call-record-pipeline';

/** An endpoint that would carry keys or tokens in the clear. */
export class InsecureEndpoint extends Error {
  override readonly name = 'InsecureEndpoint';
}

/** Plain http is for an emulator on this machine alone. Throws InsecureEndpoint for any other. */
export function requireSecure(endpoint: string): void {
  const { protocol, hostname } = new URL(endpoint);
  if (protocol === 'https:' || isOnThisMachine(endpoint)) return;
  throw new InsecureEndpoint(`storage endpoint ${protocol}//${hostname} is not https`);
}

/** Whether an endpoint is on this machine, which only an emulator is. */
export function isOnThisMachine(endpoint: string): boolean {
  return isLoopbackHost(new URL(endpoint).hostname);
}

/** An endpoint as the SDKs want it; the portal and the templates write a slash at its end. */
export function withoutTrailingSlash(endpoint: string): string {
  return endpoint.replace(/\/$/, '');
}
