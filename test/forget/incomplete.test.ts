import { expect, test } from 'vitest';
import { type CallVersion, firstVersion, readingOf, TENANT_ID } from '../../lab/exploration/call-versions.ts';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { requestErasure } from '../../src/forget/request.ts';
import { silentLog } from '../../src/logs/log.ts';
import type { CallRecordReading } from '../../src/ports/graph.ts';
import { createStore } from '../../src/rows/store.ts';
import { storeCallRecord } from '../../src/store/store-call-record.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { NOTHING_WITHHELD, readWithheld } from '../../src/withheld/withheld.ts';
import { everythingIn } from './held.ts';

const IDS = ['ada-lovelace', '+4915550000001'];

/** A version without its list of participants: they are made from the ends of its sessions. */
function incomplete(version: CallVersion): CallRecordReading {
  return {
    ...readingOf(version),
    async *participantPages() {},
    incompleteBecause: 'the list of participants could not be read',
  };
}

test('somebody who took part in an incomplete call under two ids is erased from it, and is one participant afterwards', async () => {
  const tables = createMemoryTables();
  const clock = new ManualClock('2026-11-24T09:00:00Z');
  const store = createStore({ tables, tenantId: TENANT_ID, clock });
  const options = { rewrite: false, attemptedBefore: false, withheld: NOTHING_WITHHELD };
  const reading = incomplete({ ...firstVersion, users: ['ben', ...IDS] });
  await storeCallRecord(store, systemRandom, reading, options);
  const count = () => tables.rows('CallRecords')[0]?.cells.ParticipantCount?.value;
  expect(count()).toBe(2);

  await requestErasure(store, systemRandom, IDS);
  const forgetting = { store, random: systemRandom, door: createDoor(store), log: silentLog };
  for (let hour = 1; hour <= 3; hour += 1) {
    clock.advance({ minutes: 60 });
    await forget(forgetting);
  }
  const [erasure] = (await readWithheld(store)).erasures;
  expect(erasure?.values.FinishedAt).toBeDefined();
  expect(count()).toBe(1);
  const rows = everythingIn(tables).split('\n');
  expect(rows.filter((row) => !row.startsWith('withheld ') && IDS.some((id) => row.includes(id)))).toEqual(
    [],
  );
});
