import { describe, expect, it } from 'vitest';
import { type DamagedCall, verifyCalls } from '../../src/calls/verify-calls.ts';
import { readDocument } from '../../src/documents/read-document.ts';
import { type Day, parseDay } from '../../src/language/day.ts';
import type { CallId } from '../../src/language/identifiers.ts';
import type { StoredRow } from '../../src/tables/cell.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';
import { makeOld, rebuilding } from '../store/earlier-layout.ts';
import { createSimulatedStore, type SimulatedStore } from '../store/simulated-store.ts';

async function verified(
  store: SimulatedStore,
  from = '2026-11-22',
  to = '2026-11-23',
): Promise<ReadonlyArray<DamagedCall>> {
  const options = { from: parseDay(from) as Day, to: parseDay(to) as Day, advanced: () => undefined };
  const found: Array<DamagedCall> = [];
  for await (const calls of verifyCalls(rebuilding(store), options)) found.push(...calls);
  return found;
}

/** Deletes the first row of the call in a table, as a failover or a hand can. */
async function loseRow({ tables }: SimulatedStore, name: TableName, callId: CallId): Promise<void> {
  const row = tables.rows(name).find(({ cells }) => cells.CallId?.value === callId);
  if (row === undefined) throw new Error(`${name} has no row of ${callId}`);
  await tables.table(name).delete(row);
}

async function breakCell(
  { tables }: SimulatedStore,
  name: TableName,
  row: StoredRow | undefined,
  column: string,
): Promise<void> {
  if (row === undefined) throw new Error(`${name} has no row`);
  const { partitionKey, rowKey } = row;
  const cells = { [column]: { type: 'String', value: 'typed in' } } as const;
  await tables.table(name).merge({ partitionKey, rowKey, cells });
}

async function twoCalls() {
  const store = createSimulatedStore();
  const [damaged, whole] = [store.startCall({ kind: 'meeting' }), store.startCall({ kind: 'peer-to-peer' })];
  await store.store(damaged);
  await store.store(whole);
  return { store, damaged };
}

describe('verifying the calls of some days', () => {
  it('says every forty calls how many were looked at: a thousand take most of a minute', async () => {
    const store = createSimulatedStore();
    for (let call = 0; call < 45; call += 1)
      await store.store(store.startCall({ kind: 'peer-to-peer', versions: [{}] }));
    const said: Array<number> = [];
    const days = { from: parseDay('2026-11-22') as Day, to: parseDay('2026-11-23') as Day };
    const advanced = (calls: number) => said.push(calls);
    for await (const _ of verifyCalls(rebuilding(store), { ...days, advanced }));
    expect(said).toEqual([40, 45]);
  });

  it.each(['this release', 'an earlier one'])(
    'finds nothing wrong where %s stored all rows, and changes nothing',
    async (release) => {
      const { store } = await twoCalls();
      if (release === 'an earlier one') await makeOld(store.tables);
      const before = store.tables.rows('CallRecords');
      expect(await verified(store)).toEqual([]);
      expect(store.tables.rows('CallRecords')).toEqual(before);
    },
  );

  it.each([
    ['Participants', /^Participants: \d+ rows of \d+$/],
    ['Sessions', /^Sessions: \d+ rows of \d+$/],
    ['Segments', /^Segments: \d+ rows of \d+$/],
    ['MediaStreams', /^MediaStreams: \d+ rows of \d+$/],
    ['CallsByDay', /^CallsByDay: no row of this version$/],
    ['CallsByUser', /^CallsByUser: 1 of \d+ rows are missing$/],
  ] as const)('makes a call again from its document that lost a row in %s', async (name, words) => {
    const { store, damaged } = await twoCalls();
    await loseRow(store, name, damaged);
    expect(await verified(store)).toEqual([
      { callId: damaged, damage: [expect.stringMatching(words)], done: 'rebuilt' },
    ]);
    expect(await verified(store)).toEqual([]);
    expect(await readDocument(store, damaged)).toEqual(store.tenant.recordOf(damaged));
  });

  it('has a call fetched again whose document lost bytes', async () => {
    const { store, damaged } = await twoCalls();
    await loseRow(store, 'CallRecordDocuments', damaged);
    expect(await verified(store)).toMatchObject([{ callId: damaged, done: 'replayed' }]);
    expect(store.tables.rows('PendingCallRecords').map(({ rowKey }) => rowKey)).toEqual([damaged]);
  });

  it('has a call fetched again whose head is lost', async () => {
    const { store, damaged } = await twoCalls();
    await loseRow(store, 'CallRecords', damaged);
    expect(await verified(store)).toEqual([
      { callId: damaged, damage: ['its row in CallRecords is missing'], done: 'replayed' },
    ]);
  });

  it('says of a call that Graph no longer has that it cannot be restored', async () => {
    const { store, damaged } = await twoCalls();
    await loseRow(store, 'CallRecordDocuments', damaged);
    store.clock.advance({ minutes: 31 * 24 * 60 });
    expect(await verified(store)).toMatchObject([{ callId: damaged, done: 'lost' }]);
    expect(store.tables.rows('PendingCallRecords')).toEqual([]);
  });

  it.each(['ParticipantCount', 'FirstStartDateTime'])(
    'says of a call in whose head an operator has broken %s that it failed, and makes the others again',
    async (column) => {
      const { store, damaged } = await twoCalls();
      await loseRow(store, 'Sessions', damaged);
      const others = store.tables.rows('CallRecords').filter(({ partitionKey }) => partitionKey !== damaged);
      for (const row of others) await breakCell(store, 'CallRecords', row, column);
      const found = await verified(store);
      expect(found.toSorted((a, b) => (a.done < b.done ? -1 : 1))).toEqual([
        { callId: others[0]?.partitionKey, damage: [expect.stringContaining(column)], done: 'failed' },
        { callId: damaged, damage: [expect.stringMatching(/^Sessions/)], done: 'rebuilt' },
      ]);
    },
  );

  it('makes the row in CallsByDay again that an operator has broken', async () => {
    const { store } = await twoCalls();
    const [row] = store.tables.rows('CallsByDay');
    await breakCell(store, 'CallsByDay', row, 'FirstStartDateTime');
    const damage = ['CallsByDay: no row of this version'];
    expect(await verified(store)).toMatchObject([{ damage, done: 'rebuilt' }]);
    expect(await verified(store)).toEqual([]);
  });

  it('leaves the calls of other days alone', async () => {
    const { store, damaged } = await twoCalls();
    await loseRow(store, 'Sessions', damaged);
    expect(await verified(store, '2026-11-20', '2026-11-21')).toEqual([]);
  });
});
