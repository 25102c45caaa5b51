import { describe, expect, it } from 'vitest';
import { toDateTime } from '../../../src/language/date-time.ts';
import { dayOf } from '../../../src/language/day.ts';
import { summarizeDay } from '../../../src/summaries/summarize-day.ts';
import { createSimulatedStore, type SimulatedStore } from '../../../test/store/simulated-store.ts';
import type { PlantedCause } from '../../graph/tenant.ts';
import { Random } from '../../random.ts';
import { type Finding, findCauses } from '../causes/finder.ts';
import { importBuildings } from '../causes/import-buildings.ts';

const LIMIT_MS = 120_000;
const NO_SIGNAL = new AbortController().signal;

const YESTERDAY = dayOf(toDateTime(new Date('2026-11-22T00:00:00Z')));
const TODAY = dayOf(toDateTime(new Date('2026-11-23T00:00:00Z')));

/**
 * Draws the seeds. Any other number in FINDER_DRAW draws others: of 513 others with causes all had the five named, 7 of them
 * one other value and none two; of 527 without a cause none had any.
 */
const drawing = Random.seeded(Number(process.env.FINDER_DRAW ?? 20_261_128));
const drawnSeeds = (count: number): ReadonlyArray<number> =>
  Array.from({ length: count }, () => drawing.integer(1, 1_000_000));

/** 200 calls of yesterday, stored and summed up, and the building file. */
async function dayOf200Calls(seed: number, plantsCauses: boolean): Promise<SimulatedStore> {
  const datedOver = { from: Date.parse(YESTERDAY), hours: 24 };
  const store = createSimulatedStore(undefined, { seed, plantsCauses, datedOver });
  for (let call = 0; call < 200; call += 1) await store.store(store.startCall({ versions: [{}] }));
  await importBuildings(store, YESTERDAY);
  await summarizeDay(store, YESTERDAY, NO_SIGNAL);
  return store;
}

function named(findings: ReadonlyArray<Finding>): ReadonlyArray<PlantedCause> {
  return findings.map(({ dimension, value }) => ({ dimension, value }));
}

describe('the finder, which reads the summaries and the building file alone', () => {
  it.each(drawnSeeds(10))(
    'names all five planted causes of a day of 200 calls, and at most one other value (seed %i)',
    async (seed) => {
      const store = await dayOf200Calls(seed, true);
      const found = named(await findCauses(store, { from: YESTERDAY, to: TODAY }));
      expect(store.tenant.plantedCauses).toHaveLength(5);
      expect(found).toEqual(expect.arrayContaining([...store.tenant.plantedCauses]));
      expect(found.length, JSON.stringify(found)).toBeLessThanOrEqual(6);
    },
    LIMIT_MS,
  );

  it.each(drawnSeeds(3))(
    'names nothing where no cause is planted (seed %i)',
    async (seed) => {
      const store = await dayOf200Calls(seed, false);
      expect(await findCauses(store, { from: YESTERDAY, to: TODAY })).toEqual([]);
    },
    LIMIT_MS,
  );
});
