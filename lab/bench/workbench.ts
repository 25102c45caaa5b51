/** What a measurement is, and what it works with: an Azurite of its own, started when it asks for storage. */

import { type AzuriteAccount, azuriteConnectionString } from '../azurite/connection-string.ts';
import { startAzurite } from '../azurite/start-azurite.ts';
import type { FindingsTable } from './findings.ts';

export interface Measurement {
  /** For `--only`, and the name of its place in docs/performance.md. */
  readonly name: string;
  readonly title: string;
  run(workbench: Workbench): Promise<ReadonlyArray<FindingsTable>>;
}

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

export function createWorkbench(rounds: number): Workbench {
  const unused = ACCOUNTS.values();
  let azurite: ReturnType<typeof startAzurite> | undefined;
  return {
    rounds,
    async freshAccount() {
      azurite ??= startAzurite({ accounts: ACCOUNTS });
      const { ports } = await azurite;
      const account = unused.next().value;
      if (account === undefined) throw new Error(`all ${ACCOUNTS.length} accounts of the bench are taken`);
      return azuriteConnectionString(ports, account);
    },
    async close() {
      await (await azurite)?.stop();
    },
  };
}
