/** Sums up the day of a table service. */

import { createAzureTables } from '../../../src/adapters/storage/tables.ts';
import { systemClock } from '../../../src/adapters/system.ts';
import type { Tables } from '../../../src/ports/storage.ts';
import { createStore } from '../../../src/rows/store.ts';
import { summarizeDay } from '../../../src/summaries/summarize-day.ts';
import type { ServedDay } from './served-day.ts';

const NEVER = new AbortController().signal;

export async function sumUp(
  { connectionString, tenantId, day }: ServedDay,
  tables: Tables = createAzureTables({ connectionString }),
): Promise<void> {
  await summarizeDay(createStore({ tables, tenantId, clock: systemClock }), day, NEVER);
}
