import { expect, test } from 'vitest';
import { systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { requestErasure } from '../../src/forget/request.ts';
import { silentLog } from '../../src/logs/log.ts';
import { storeCallRecord } from '../../src/store/store-call-record.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { NOTHING_WITHHELD, readWithheld } from '../../src/withheld/withheld.ts';
import {
  numberedCall,
  readingOf,
  store as storeCall,
  usersIndexed,
  valuesOf,
} from '../store/call-in-store.ts';
import { createSimulatedStore } from '../store/simulated-store.ts';
import { ForgetTimer, HOUR } from './timer.ts';

const BEN = 'ben-0000001';

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

test('a call that is nested too deeply to be taken apart does not keep the other calls of the person', async () => {
  const at = new ForgetTimer();
  const participants = ['ada', BEN];
  const reading = readingOf({ participants });
  const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const text = reading.opening.text.replace(/}$/, `,"of":"${BEN}","nested":${nested}}`);
  const deep = { ...reading, opening: { ...reading.opening, text } };
  const asked = { rewrite: false, attemptedBefore: false, withheld: NOTHING_WITHHELD };
  await storeCallRecord(at.working().store, systemRandom, deep, asked);
  await storeCall(at.tables, { callId: numberedCall(2), participants });
  await requestErasure(at.working().store, systemRandom, [BEN]);
  at.clock.advance(HOUR);
  await forget(at.working());
  expect(usersIndexed(at.tables)).toContain(BEN);
  expect(usersIndexed(at.tables, numberedCall(2))).not.toContain(BEN);
  expect((await at.known()).erasures[0]?.values).toMatchObject({ Calls: 1, FailedInPass: 1 });
});

test('half a hint leads to its call: the person is erased from it', async () => {
  const at = new ForgetTimer();
  await storeCall(at.tables, { participants: ['ada', BEN] });
  const hint = at.tables.rows('CallsByUser').find((row) => valuesOf(row).IdentityId === BEN);
  if (hint === undefined) throw new Error('there is no hint');
  await at.tables.table('CallsByUser').upsert({ ...hint, cells: {} });
  await requestErasure(at.working().store, systemRandom, [BEN]);
  await at.untilFinished();
  expect(await at.isFinished()).toBe(true);
  expect(at.naming(BEN)).toEqual([]);
});

test('a head that names the person and does not say when its call started keeps the erasure from its end', async () => {
  const at = new ForgetTimer();
  const organizer = { user: { id: BEN, displayName: 'Ben' } };
  await storeCall(at.tables, { participants: ['ada'], organizer });
  const [head] = at.tables.rows('CallRecords');
  const { FirstStartDateTime: _start, ...cells } = head?.cells ?? {};
  if (head === undefined) throw new Error('the call is not stored');
  await at.tables.table('CallRecords').upsert({ ...head, cells });
  await requestErasure(at.working().store, systemRandom, [BEN]);
  await at.untilFinished();
  expect(await at.isFinished()).toBe(false);
  expect((await at.known()).erasures[0]?.values.FailedInPass).toBeGreaterThan(0);

  await at.tables.table('CallRecords').upsert(head);
  await at.untilFinished();
  expect(await at.isFinished()).toBe(true);
  expect(at.naming(BEN)).toEqual([]);
});
