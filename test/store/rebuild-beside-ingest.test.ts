/**
 * A rebuild works beside ingest, which stores newer versions of the same calls. A message is delivered again after a
 * crash, a rebuild is not: what one leaves, the next run or the next version must mend.
 */

import { describe, expect, test } from 'vitest';
import type { TableRequest } from '../../src/adapters/memory/intercept.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { childTableNames } from '../../src/tables/declarations/index.ts';
import { once, store, usersIndexed, valuesOf } from './call-in-store.ts';
import { makeOld, rebuildToday } from './earlier-layout.ts';
import { createSimulatedStore, type SimulatedStore } from './simulated-store.ts';

/** The process died: no request of it arrives any more. */
class Death extends Error {}

type Place = Pick<TableRequest, 'table' | 'operation'>;

/** A meeting of which a newer version is stored just before one request of its rebuild, which dies after another. */
async function endedRebuild(at: {
  readonly overtaken: Place;
  readonly dead: Place;
}): Promise<SimulatedStore> {
  const simulated = createSimulatedStore();
  const callId = simulated.startCall({ kind: 'meeting' });
  await simulated.store(callId);
  await makeOld(simulated.tables);
  let isOvertaken = false;
  let isDead = false;
  const tables = simulated.tables.seenThrough(async (request) => {
    if (isDead) throw new Death();
    if (!isOvertaken && request.phase === 'before' && isAt(request, at.overtaken)) {
      isOvertaken = true;
      simulated.tenant.publishVersion(callId);
      await simulated.store(callId);
    }
    if (isOvertaken && request.phase === 'after' && isAt(request, at.dead)) {
      isDead = true;
      throw new Death();
    }
  });
  await expect(rebuildToday(simulated, tables)).rejects.toThrow(Death);
  return simulated;
}

function isAt(request: TableRequest, { table, operation }: Place): boolean {
  return request.table === table && request.operation === operation;
}

function headOf({ tables }: SimulatedStore) {
  return valuesOf(tables.rows('CallRecords')[0]);
}

/** The generations of all rows of the only call. */
function generationsOf({ tables }: SimulatedStore): ReadonlySet<unknown> {
  const rows = childTableNames.flatMap((name) => tables.rows(name));
  return new Set(rows.map((row) => valuesOf(row).Generation));
}

describe('a run that is ended after a newer version was stored beneath it', () => {
  test('leaves rows that the next run deletes', async () => {
    const simulated = await endedRebuild({
      overtaken: { table: 'Sessions', operation: 'batch' },
      dead: { table: 'CallRecordDocuments', operation: 'upsert' },
    });
    expect(generationsOf(simulated).size).toBe(2);
    expect(await rebuildToday(simulated)).toEqual({ rebuilt: 0, current: 1, failed: 0 });
    expect(headOf(simulated)).toMatchObject({ Version: 2n, Revision: 0 });
    expect(generationsOf(simulated)).toEqual(new Set([headOf(simulated).Generation]));
  });

  test('leaves a list of the day that the next run corrects', async () => {
    const upsert = { table: 'CallsByDay', operation: 'upsert' } as const;
    const simulated = await endedRebuild({ overtaken: upsert, dead: upsert });
    const listed = () => valuesOf(simulated.tables.rows('CallsByDay')[0]);
    expect(headOf(simulated)).toMatchObject({ Version: 2n, Revision: 0 });
    expect(listed()).toMatchObject({ Version: 1n, Revision: 1 });
    expect(await rebuildToday(simulated)).toEqual({ rebuilt: 0, current: 1, failed: 0 });
    expect(headOf(simulated)).toMatchObject(listed());
  });
});

test('whom only a rebuild found is listed by the next version, when the rebuild died before it did so', async () => {
  const storage = createMemoryTables();
  // Many enough that settling looks up who is indexed already.
  const crowd = Array.from({ length: 30 }, (_, index) => `user ${index}`);
  await store(storage, { participants: crowd });
  const found = [...crowd, 'found by the new layout'];
  const dying = once(storage, { table: 'CallsByDay', operation: 'upsert', phase: 'before' }, () => {
    throw new Death();
  });
  const rebuilding = store(dying, { participants: found }, { rewrite: true, attemptedBefore: true });
  await expect(rebuilding).rejects.toThrow(Death);
  expect(usersIndexed(storage)).not.toContain('found by the new layout');
  await store(storage, { version: 2, participants: found });
  expect(usersIndexed(storage)).toContain('found by the new layout');
});
