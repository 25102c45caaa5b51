/** Retention in the example: 90 days are kept, from two days ago on. */

import { DAY_MS } from '../../../src/language/milliseconds.ts';
import type { Tables } from '../../../src/ports/storage.ts';
import { createStore } from '../../../src/rows/store.ts';
import { updateLimits } from '../../../src/withheld/limits.ts';
import { createVirtualClock } from './virtual-clock.ts';
import type { ExampleWeek } from './week.ts';

const DAYS_AGO = [2, 1, 0];

export async function keepExampleDays(tables: Tables, { tenantId, today }: ExampleWeek): Promise<void> {
  const morning = new Date(`${today}T00:10:00Z`).getTime();
  for (const days of DAYS_AGO) {
    const clock = createVirtualClock(new Date(morning - days * DAY_MS));
    await updateLimits(createStore({ tables, tenantId, clock }), { keepDays: 90, wouldDelete: false });
  }
}
