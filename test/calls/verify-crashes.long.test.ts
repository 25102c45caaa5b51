/** A process ends, or a reply is lost, at any request of verify: typed again, it leaves what it would have left. */

import { describe, expect, it } from 'vitest';
import type { Intercept, Phase, TableRequest } from '../../src/adapters/memory/intercept.ts';
import type { MemoryTables } from '../../src/adapters/memory/tables.ts';
import { verifyCalls } from '../../src/calls/verify-calls.ts';
import { readDocument } from '../../src/documents/read-document.ts';
import type { Day } from '../../src/language/day.ts';
import type { CallId } from '../../src/language/identifiers.ts';
import { StorageFailure } from '../../src/ports/storage.ts';
import { createStore } from '../../src/rows/store.ts';
import { childTableNames, type TableName } from '../../src/tables/declarations/index.ts';
import { rebuilding } from '../store/earlier-layout.ts';
import { createSimulatedStore, type SimulatedStore } from '../store/simulated-store.ts';

const TODAY = '2026-11-23' as Day;

/** Resolves with the calls that were wrong. */
async function verify(store: SimulatedStore, tables: MemoryTables = store.tables): Promise<number> {
  const seen = rebuilding(createStore({ ...store, tables }));
  let wrong = 0;
  for await (const calls of verifyCalls(seen, { from: TODAY, to: TODAY, advanced: () => undefined })) {
    wrong += calls.length;
  }
  return wrong;
}

/** `lost`: the request is carried out, and the reply does not come back. */
type Accident = Phase | 'lost';

/** Verifies until the accident happens at that request, from 1. Resolves with how many requests were made. */
async function verifyUntil(store: SimulatedStore, at: number, accident: Accident): Promise<number> {
  let requests = 0;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const never = new Promise<void>(() => undefined);
  let hasEnded = false;
  const intercept: Intercept<TableRequest> = ({ phase }) => {
    if (hasEnded) return never;
    if (phase === 'before') requests += 1;
    if (requests < at || phase !== (accident === 'before' ? 'before' : 'after')) return undefined;
    hasEnded = true;
    end();
    if (accident === 'lost') throw new StorageFailure('tables: no answer');
    return never;
  };
  const verified = verify(store, store.tables.seenThrough(intercept)).then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([verified, ended]);
  return requests;
}

async function lose({ tables }: SimulatedStore, names: ReadonlyArray<TableName>): Promise<void> {
  for (const name of names) {
    const [row] = tables.rows(name);
    if (row === undefined) throw new Error(`${name} has no row`);
    await tables.table(name).delete(row);
  }
}

async function oneCall(lost: ReadonlyArray<TableName>): Promise<{ store: SimulatedStore; callId: CallId }> {
  const store = createSimulatedStore();
  const callId = store.startCall({ kind: 'peer-to-peer' });
  await store.store(callId);
  await lose(store, lost);
  return { store, callId };
}

/** Does the same with the accident at each request in turn, until there are no more. Resolves with their number. */
async function atEachRequest(
  lost: ReadonlyArray<TableName>,
  check: (store: SimulatedStore, callId: CallId) => Promise<void>,
): Promise<number> {
  for (let at = 1; ; at += 1) {
    for (const accident of ['before', 'after', 'lost'] as const) {
      const { store, callId } = await oneCall(lost);
      const requests = await verifyUntil(store, at, accident);
      if (requests < at) return requests;
      await verify(store);
      await check(store, callId);
    }
  }
}

describe('verify, whose process ends at any request and which is typed again,', () => {
  it.each([[['MediaStreams']], [['Participants', 'CallsByDay']], [['CallsByUser', 'Sessions']]] as const)(
    'makes a call whole that lost rows of %j, and the rows that a dead process leaves go with the next version',
    async (lost) => {
      const requests = await atEachRequest(lost, async (store, callId) => {
        expect(await verify(store)).toBe(0);
        expect(await readDocument(store, callId)).toEqual(store.tenant.recordOf(callId));
        store.tenant.publishVersion(callId);
        expect(await store.store(callId)).toBe('stored');
        const rows = childTableNames.flatMap((name) => store.tables.rows(name));
        expect(new Set(rows.map(({ cells }) => cells.Version?.value))).toEqual(new Set([2n]));
      });
      expect(requests).toBeGreaterThan(30);
    },
  );

  it('has a call fetched again whose document lost bytes', async () => {
    const requests = await atEachRequest(['CallRecordDocuments'], async (store, callId) => {
      expect(store.tables.rows('PendingCallRecords').map(({ rowKey }) => rowKey)).toEqual([callId]);
    });
    expect(requests).toBeGreaterThan(10);
  });
});
