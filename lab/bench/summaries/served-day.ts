/** A day of calls as the table service serves it, and how much memory reading it takes. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TableClient } from '@azure/data-tables';
import type { Day } from '../../../src/language/day.ts';
import type { TenantId } from '../../../src/language/identifiers.ts';
import type { Account } from '../explorer/bench-page.ts';

/** What the service says of itself. */
export interface ServedDay {
  readonly connectionString: string;
  readonly tenantId: TenantId;
  readonly day: Day;
  /** Media streams. */
  readonly streams: number;
  /** Of calls, in all tables that are exported. */
  readonly rows: number;
}

/** The most that reading a day may add to the memory of an idle process. */
export const MOST_BYTES_OVER_IDLE = 256_000_000;

/** The peak of the resident set over what it was before, of work that a process of its own does. */
export async function memoryOf(work: 'sum up' | 'export', served: ServedDay): Promise<number> {
  return await watched('watched-work.ts', [work, JSON.stringify(served)]);
}

/** The same, of showing some paths of the explorer one after the other. */
export async function memoryOfShowing(account: Account, paths: ReadonlyArray<string>): Promise<number> {
  return await watched('../explorer/watched-page.ts', [JSON.stringify(account), ...paths]);
}

/** Where the explorer is a program, it is begun so. */
const JSX_SOURCES = fileURLToPath(new URL('../../../build/jsx-sources.ts', import.meta.url));

async function watched(program: string, args: ReadonlyArray<string>): Promise<number> {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const options = ['--max-semi-space-size=16', '--expose-gc', '--require', JSX_SOURCES];
  const { stdout } = await promisify(execFile)(process.execPath, [...options, path, ...args]);
  return Number(stdout);
}

/** The Azure library alone. */
export function bareClient({ connectionString }: ServedDay, table: string): TableClient {
  return TableClient.fromConnectionString(connectionString, table, { allowInsecureConnection: true });
}
