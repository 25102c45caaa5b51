// An empty storage account for one test: tables and queues keep their real names, and no other test sees them.
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { azuriteConnectionString } from '../tools/azurite/connection-string.ts';

/**
 * The connection string of an Azurite account that nobody else in this test run has or will have, in whatever process.
 * @throws {Error} when all are taken, which takes thousands of tests or a long watch session.
 */
export function freshAccount(): string {
  const { ports, accounts, claims } = inject('azurite');
  const account = accounts.find(({ name }) => claim(join(claims, name)));
  if (account === undefined) throw new Error(`All ${accounts.length} accounts of this test run are taken.`);
  return azuriteConnectionString(ports, account);
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
