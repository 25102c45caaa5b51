// One Azurite for the whole test run, with so many accounts that every test can have one of its own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { AzuritePorts } from '../lab/azurite/connection-string.ts';
import { startAzurite } from '../lab/azurite/start-azurite.ts';
import { TEST_ACCOUNTS } from './storage-account.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly azurite: {
      readonly ports: AzuritePorts;
      /** A directory with one file per account already taken. */
      readonly claims: string;
    };
  }
}

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const [azurite, claims] = await Promise.all([
    startAzurite({ accounts: TEST_ACCOUNTS }),
    mkdtemp(join(tmpdir(), 'azurite-accounts-')),
  ]);
  provide('azurite', { ports: azurite.ports, claims });
  return async () => {
    await azurite.stop();
    await rm(claims, { recursive: true, force: true });
  };
}
