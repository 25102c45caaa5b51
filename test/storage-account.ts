// An empty storage account for one test: tables and queues keep their real names, and no other test sees them.
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type AzuriteAccount, azuriteConnectionString } from '../lab/azurite/connection-string.ts';

/** As environment variable 57 KB, below Linux's 128 KiB for one; Azurite does not notice the number. */
export const TEST_ACCOUNTS: ReadonlyArray<AzuriteAccount> = Array.from({ length: 4_096 }, (_, n) => ({
  name: `test${n}`,
  key: 'QQ==',
}));

/** Those before it are taken, as far as this process knows. */
let next = 0;

/**
 * The connection string of an Azurite account that no other test of this run has or will have, in any process.
 * @throws {Error} when all are taken, which takes thousands of tests or a long watch session.
 */
export function freshAccount(): string {
  const { ports, claims } = inject('azurite');
  while (next < TEST_ACCOUNTS.length) {
    const account = TEST_ACCOUNTS[next++];
    if (account !== undefined && claim(join(claims, account.name)))
      return azuriteConnectionString(ports, account);
  }
  throw new Error(`All ${TEST_ACCOUNTS.length} accounts of this test run are taken.`);
}

/** Creating a file exclusively is the one step two processes cannot both win. */
function claim(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx'));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
