/** A day of the simulated office in tables: what the pictures of the page show, and what its tests look at. */

import type { PlantedCause } from '../../../lab/graph/tenant.ts';
import { ManualClock } from '../../../lab/manual-clock.ts';
import { createMemoryTables } from '../../../src/adapters/memory/tables.ts';
import { MINUTE_MS } from '../../../src/language/milliseconds.ts';
import { createStore, type Store } from '../../../src/rows/store.ts';
import { importExampleNetworks } from '../example/networks.ts';
import { startExamplePipeline } from '../example/pipeline.ts';

const SEED = 41;
export const OFFICE_DAY = '2026-11-23';

/** Calls that end in each hour (UTC) from 06:00 on, in parts of all. */
const SHARES = [2, 5, 11, 14, 9, 6, 8, 13, 12, 9, 6, 3, 2];
const FIRST_HOUR = 6;
/** Later than every call, and after the first list of its hours. */
const EVENING = new Date(`${OFFICE_DAY}T21:50:00Z`);

export interface OfficeDay extends Store {
  /** What makes streams of this day poor. */
  readonly plantedCauses: ReadonlyArray<PlantedCause>;
}

/** Stores about so many calls. The same number gives the same rows. */
export async function playOfficeDay(calls: number): Promise<OfficeDay> {
  const tables = createMemoryTables();
  const start = hour(FIRST_HOUR - 1);
  const { tenant, tenantId, ...pipeline } = await startExamplePipeline(tables, { seed: SEED, start });
  await pipeline.passUntil(start);
  const all = SHARES.reduce((sum, share) => sum + share, 0);
  for (const [index, share] of SHARES.entries()) {
    const count = Math.round((calls * share) / all);
    const end = hour(FIRST_HOUR + index + 1);
    await pipeline.passUntil(end);
    for (let call = 0; call < count; call += 1) {
      const endedAt = new Date(end.getTime() - (call * 60 * MINUTE_MS) / count);
      tenant.startCall({ endedAt, readableAfterSeconds: 0, notifiedAfterSeconds: 0, versions: [{}] });
    }
    await pipeline.passUntil(end);
  }
  // A call of which Graph tells nobody, in an hour that is listed before the evening ends; and one that cannot be read yet.
  tenant.faults.add('notification-dropped');
  tenant.startCall({
    kind: 'peer-to-peer',
    endedAt: hour(18),
    readableAfterSeconds: 0,
    notifiedAfterSeconds: 0,
  });
  tenant.startCall({ kind: 'meeting', endedAt: hour(18), readableAfterSeconds: 24 * 3_600 });
  await pipeline.passUntil(EVENING);
  await pipeline.reconcile();
  await pipeline.passUntil(new Date(EVENING.getTime() + MINUTE_MS));
  await pipeline.summarize();
  await importExampleNetworks(tables, { tenantId, today: OFFICE_DAY, monday: OFFICE_DAY });
  const store = createStore({ tables, tenantId, clock: new ManualClock(EVENING) });
  return { ...store, plantedCauses: tenant.plantedCauses };
}

function hour(of: number): Date {
  return new Date(`${OFFICE_DAY}T${String(of).padStart(2, '0')}:00:00Z`);
}
