/** The identity by which this program asks for tokens. */

import type { TokenCredential } from '@azure/core-auth';

/** An app's managed identity; without a client id the system-assigned one. */
export interface ManagedIdentity {
  readonly clientId: string | undefined;
}

/**
 * In Azure the managed identity given; without one, on a developer's machine, the environment's service principal or
 * `az login`. The identity library is loaded with the first token: it is a third of the program, and the webhook's
 * handshake must not wait for it.
 */
export function identityCredential(managedIdentity: ManagedIdentity | undefined): TokenCredential {
  let credential: Promise<TokenCredential> | undefined;
  return {
    async getToken(scopes, options) {
      credential ??= load(managedIdentity);
      return (await credential).getToken(scopes, options);
    },
  };
}

async function load(managedIdentity: ManagedIdentity | undefined): Promise<TokenCredential> {
  const { AzureCliCredential, ChainedTokenCredential, EnvironmentCredential, ManagedIdentityCredential } =
    await import('@azure/identity');
  if (managedIdentity === undefined) {
    return new ChainedTokenCredential(new EnvironmentCredential(), new AzureCliCredential());
  }
  const { clientId } = managedIdentity;
  return clientId === undefined
    ? new ManagedIdentityCredential()
    : new ManagedIdentityCredential({ clientId });
}
