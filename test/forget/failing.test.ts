import { expect, test } from 'vitest';
import { systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { requestErasure } from '../../src/forget/request.ts';
import { silentLog } from '../../src/logs/log.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { readWithheld } from '../../src/withheld/withheld.ts';
import { valuesOf } from '../store/call-in-store.ts';
import { createSimulatedStore } from '../store/simulated-store.ts';

test('a call that cannot be stored again keeps the erasure from its end, and the timer from success, until it can', async () => {
  const store = createSimulatedStore();
  await store.store(store.startCall({ kind: 'peer-to-peer' }));
  const [participant] = store.tables.rows('Participants').map(valuesOf);
  await requestErasure(store, systemRandom, [String(participant?.IdentityId)]);
  const document = store.tables.rows('CallRecordDocuments');
  for (const row of document) await store.table('CallRecordDocuments').delete(row);

  const forgetting = { store, random: systemRandom, door: createDoor(store), log: silentLog };
  const timer = () =>
    store.tables
      .rows('PipelineStatus')
      .filter(({ rowKey }) => rowKey === 'forget')
      .map(valuesOf)[0];
  const finishedAt = async () => (await readWithheld(store)).erasures[0]?.values.FinishedAt;
  store.clock.advance({ minutes: 60 });
  // The second run waits for the next pass, and what the first could not do is still to be done.
  for (const minutes of [15, 0]) {
    await forget(forgetting);
    expect(timer()?.LastFailure).toContain('calls that cannot be stored again');
    expect(timer()).not.toHaveProperty('LastSuccessAt');
    store.clock.advance({ minutes });
  }
  expect(await finishedAt()).toBeUndefined();

  for (const row of document) await store.table('CallRecordDocuments').upsert(row);
  for (let hours = 1; hours <= 2; hours += 1) {
    store.clock.advance({ minutes: 60 });
    await forget(forgetting);
  }
  expect(await finishedAt()).toBeDefined();
  expect(timer()?.LastSuccessAt).toBeDefined();
});
