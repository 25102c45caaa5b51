/** Sums up the day of a table service, in a process that watches its own memory if it is a program. */

import { createAzureTables } from '../../../src/adapters/storage/tables.ts';
import { systemClock } from '../../../src/adapters/system.ts';
import type { Day } from '../../../src/language/day.ts';
import type { TenantId } from '../../../src/language/identifiers.ts';
import { createStore } from '../../../src/rows/store.ts';
import { summarizeDay } from '../../../src/summaries/summarize-day.ts';

export interface ServedDay {
  readonly connectionString: string;
  readonly tenantId: TenantId;
  readonly day: Day;
  readonly streams: number;
}

const NEVER = new AbortController().signal;

export async function sumUp({
  connectionString,
  tenantId,
  day,
}: ServedDay): Promise<'unchanged' | 'summarized'> {
  const tables = createAzureTables({ connectionString });
  return await summarizeDay(createStore({ tables, tenantId, clock: systemClock }), day, NEVER);
}
