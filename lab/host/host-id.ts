// Which hosts are instances of one app: those with the same host id on the same storage account.
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { Settings } from './settings.ts';

/** `AzureFunctionsWebHost__hostid` where it is set; otherwise this machine and directory, as with the Core Tools. */
export function hostIdOf(directory: string, settings: Settings): string {
  const explicit = settings.AzureFunctionsWebHost__hostid;
  if (explicit) return explicit.toLowerCase();
  return createHash('sha256')
    .update(`${hostname()}\n${resolve(directory)}`)
    .digest('hex')
    .slice(0, 32);
}
