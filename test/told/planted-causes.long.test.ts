import { expect, test } from 'vitest';
import { tellCall } from '../../src/told/tell-call.ts';
import { createSimulatedStore } from '../store/simulated-store.ts';
import { importOffice } from './office-networks.ts';

/** Causes touch few people: each is met in so many calls. */
const CALLS = 300;

const PHRASES = { building: 'in ', device: 'with ', network: 'over ', platform: 'on ' } as const;

test('the sentence about a call names each planted cause where most of the poor streams have it in common, and never another building', async () => {
  const store = createSimulatedStore();
  await importOffice(store);
  const met = new Map<string, number>();
  for (let call = 0; call < CALLS; call += 1) {
    const id = store.startCall({});
    await store.store(id);
    const told = await tellCall(store, id);
    if (told === undefined) throw new Error(`${id} is not stored`);
    const ends = told.poorStreams
      .flatMap((stream) => Object.values(stream.ends))
      .filter(({ person }) => person);
    for (const { dimension, value } of store.tenant.plantedCauses) {
      if (dimension === 'hour') continue;
      const touched = ends.filter(({ place, device, platform }) =>
        [place?.name, device, platform?.toLowerCase()].includes(
          dimension === 'platform' ? value.toLowerCase() : value,
        ),
      );
      const names = told.sentence.toLowerCase().includes(PHRASES[dimension] + value.toLowerCase());
      // In a call between two each end is told of.
      const isShared = touched.length * 2 > ends.length;
      if (isShared) expect(names, `${value}: ${told.sentence}`).toBe(true);
      if (touched.length === 0) expect(names, `${value}: ${told.sentence}`).toBe(false);
      if (isShared) met.set(dimension, (met.get(dimension) ?? 0) + 1);
    }
  }
  for (const dimension of Object.keys(PHRASES)) expect(met.get(dimension), dimension).toBeGreaterThan(0);
});
