/** A day of calls as the table service serves it, and how much memory reading it takes. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TableClient } from '@azure/data-tables';
import type { Day } from '../../../src/language/day.ts';
import type { TenantId } from '../../../src/language/identifiers.ts';

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
  const program = fileURLToPath(new URL('./watched-work.ts', import.meta.url));
  const args = ['--max-semi-space-size=16', '--expose-gc', program, work, JSON.stringify(served)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return Number(stdout);
}

/** The Azure library alone. */
export function bareClient({ connectionString }: ServedDay, table: string): TableClient {
  return TableClient.fromConnectionString(connectionString, table, { allowInsecureConnection: true });
}
