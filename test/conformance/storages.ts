/** The implementations of the storage ports that the conformance suites run against. */

import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import type { Tables } from '../../src/ports/storage.ts';
import { freshAccount } from '../storage-account.ts';

export interface TablesUnderTest {
  readonly name: string;
  /** New, empty tables. */
  create(): Promise<Tables>;
}

export const tablesUnderTest: ReadonlyArray<TablesUnderTest> = [
  { name: 'in memory', create: async () => createMemoryTables({ now: () => new Date() }) },
  {
    name: 'on the Azure emulator',
    create: async () => {
      const tables = createAzureTables({ connectionString: freshAccount() });
      await tables.createAll();
      return tables;
    },
  },
];
