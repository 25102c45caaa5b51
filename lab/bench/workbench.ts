/** What a measurement works with: an Azurite of its own, started when it asks for storage. */

import type { AzuriteAccount, AzuritePorts } from '../azurite/connection-string.ts';
import { azuriteConnectionString } from '../azurite/connection-string.ts';
import { startAzurite } from '../azurite/start-azurite.ts';

export interface Workbench {
  /** How many rounds to measure. */
  readonly rounds: number;
  /** The connection string of an empty storage account. */
  freshAccount(): Promise<string>;
  /** Ends Azurite. */
  close(): Promise<void>;
}

/** More than any measurement takes. */
const ACCOUNTS: ReadonlyArray<AzuriteAccount> = Array.from({ length: 512 }, (_, index) => ({
  name: `bench${index}`,
  key: 'QQ==',
}));

export function createWorkbench({ rounds }: { readonly rounds: number }): Workbench {
  const unused = [...ACCOUNTS];
  let azurite: Promise<{ readonly ports: AzuritePorts; stop(): Promise<void> }> | undefined;
  return {
    rounds,
    async freshAccount() {
      azurite ??= startAzurite({ accounts: ACCOUNTS });
      const { ports } = await azurite;
      const account = unused.shift();
      if (account === undefined) throw new Error(`all ${ACCOUNTS.length} accounts of the bench are taken`);
      return azuriteConnectionString(ports, account);
    },
    async close() {
      await (await azurite)?.stop();
    },
  };
}
