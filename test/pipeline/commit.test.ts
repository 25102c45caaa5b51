/** The commit of a version: what keeps the newest one whole when two attempts meet. */

import { expect, test } from 'vitest';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import type { CallId } from '../../src/domain/identifiers.ts';
import { readCall } from '../../src/pipeline/read-call.ts';
import { storeCallRecord } from '../../src/pipeline/store-call-record.ts';
import type { Table, Tables } from '../../src/ports.ts';
import { createSimulatedStore, type SimulatedStore } from './simulated-store.ts';

const NO_SIGNAL = new AbortController().signal;
const FIRST_DELIVERY = { rewrite: false, mayHaveLeftovers: false };
const LATER_DELIVERY = { rewrite: false, mayHaveLeftovers: true };

/** The newest version of the call is what readers see, whole. */
async function expectNewest(store: SimulatedStore, callId: CallId): Promise<void> {
  const truth = store.tenant.truth().find((call) => call.callId === callId);
  const call = await readCall(store.tables, store.tenantId, callId);
  expect(call?.head.Version).toBe(BigInt(truth?.newestVersion ?? -1));
  expect({
    participants: call?.participants.length,
    sessions: call?.sessions.length,
    segments: call?.segments.length,
    mediaStreams: call?.mediaStreams.length,
  }).toEqual(truth?.counts);
}

/** Tables in which something else happens to the swap of a head. */
function swapping(
  tables: Tables,
  swap: (write: () => ReturnType<Table['insert']>) => ReturnType<Table['insert']>,
): Tables {
  return {
    table(name) {
      const table = tables.table(name);
      if (name !== 'CallRecords') return table;
      return {
        ...table,
        get: (key, select) => table.get(key, select),
        insert: (row) => swap(() => table.insert(row)),
        replace: (row, etag) => swap(() => table.replace(row, etag)),
      };
    },
  };
}

test('an older version that was read first and arrives last does not replace the newer one', async () => {
  const store = createSimulatedStore();
  const callId = store.startCall({ kind: 'meeting' });
  const older = await store.callRecords.open(callId, NO_SIGNAL);
  store.tenant.publishVersion(callId);
  expect(await store.store(callId)).toBe('stored');
  expect(await storeCallRecord(store, older, FIRST_DELIVERY)).toBe('superseded');
  await expectNewest(store, callId);
});

test.each(['first', 'second'])(
  'the %s version stays whole when the reply of its swap is lost',
  async (which) => {
    const store = createSimulatedStore();
    const callId = store.startCall({ kind: 'meeting' });
    if (which === 'second') {
      await store.store(callId);
      store.tenant.publishVersion(callId);
    }
    // The storage adapter tries again, and is told that the row is there, or has changed.
    const tables = swapping(store.tables, async (write) => {
      await write();
      return await write();
    });
    const reading = await store.callRecords.open(callId, NO_SIGNAL);
    expect(await storeCallRecord({ ...store, tables }, reading, FIRST_DELIVERY)).toBe('stored');
    await expectNewest(store, callId);
  },
);

test('rows of a newer version on their way are not deleted by who settles an older one', async () => {
  const store = createSimulatedStore(createMemoryTables());
  const callId = store.startCall({ kind: 'meeting' });
  await store.store(callId);
  const older = await store.callRecords.open(callId, NO_SIGNAL);
  store.tenant.publishVersion(callId);
  const newer = await store.callRecords.open(callId, NO_SIGNAL);
  const tables = swapping(store.tables, async (write) => {
    expect(await storeCallRecord(store, older, LATER_DELIVERY)).toBe('superseded');
    return await write();
  });
  expect(await storeCallRecord({ ...store, tables }, newer, FIRST_DELIVERY)).toBe('stored');
  await expectNewest(store, callId);
});
