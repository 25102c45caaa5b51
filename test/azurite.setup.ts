// One Azurite for the whole test run, with so many accounts that every test can have one of its own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { AzuriteAccount, AzuritePorts } from '../tools/azurite/connection-string.ts';
import { startAzurite } from '../tools/azurite/start-azurite.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly azurite: {
      readonly ports: AzuritePorts;
      readonly accounts: ReadonlyArray<AzuriteAccount>;
      /** A directory with one file per account already taken. */
      readonly claims: string;
    };
  }
}

/** As environment variable 57 KB, below Linux's 128 KiB for one; Azurite does not notice the number. */
const ACCOUNTS = 4_096;

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const accounts = Array.from({ length: ACCOUNTS }, (_, n) => ({ name: `test${n}`, key: 'QQ==' }));
  const [azurite, claims] = await Promise.all([
    startAzurite({ accounts }),
    mkdtemp(join(tmpdir(), 'azurite-accounts-')),
  ]);
  provide('azurite', { ports: azurite.ports, accounts, claims });
  return async () => {
    await azurite.stop();
    await rm(claims, { recursive: true, force: true });
  };
}
