import { describe, expect, test } from 'vitest';
import { CALL_KINDS, type CallKind } from '../../lab/graph/call-kinds.ts';
import type { MemoryTables } from '../../src/adapters/memory/tables.ts';
import { readDocument } from '../../src/documents/read-document.ts';
import type { Day } from '../../src/language/day.ts';
import type { CallId } from '../../src/language/identifiers.ts';
import { createStore } from '../../src/rows/store.ts';
import { type RebuildCounts, rebuild } from '../../src/store/rebuild.ts';
import type { StoredRow } from '../../src/tables/cell.ts';
import { childTableNames, type TableName } from '../../src/tables/declarations/index.ts';
import { LAYOUT } from '../../src/tables/declarations/layout.ts';
import { CALL, record } from '../adapters/graph/scripted-graph.ts';
import { day, makeOld, rebuilding, rebuildToday, SILENT, TODAY } from './earlier-layout.ts';
import { PARTICIPANTS, SESSIONS, storeDense, storeScripted } from './scripted-store.ts';
import { createSimulatedStore } from './simulated-store.ts';

const TABLES: ReadonlyArray<TableName> = ['CallRecords', ...childTableNames, 'CallsByDay', 'CallsByUser'];

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Calls stored by a program of an earlier layout: without the columns of quality. */
async function storedBefore(...kinds: ReadonlyArray<CallKind>) {
  const store = createSimulatedStore();
  const callIds: Array<CallId> = [];
  for (const kind of kinds) {
    const callId = store.startCall({ kind });
    await store.store(callId, { traceparent: TRACEPARENT });
    callIds.push(callId);
  }
  const today = contentOf(store.tables);
  await makeOld(store.tables);
  return { store, callIds, today };
}

/** All rows without what differs from one writing to the next. */
function contentOf(tables: MemoryTables) {
  return Object.fromEntries(TABLES.map((name) => [name, tables.rows(name).map(withoutWriting)]));
}

function withoutWriting({ partitionKey, rowKey, cells }: StoredRow) {
  const { Generation: _1, Revision: _2, StoredAt: _3, SeenInGeneration: _4, ...rest } = cells;
  return { partitionKey, rowKey: rowKey.replace(/v\d+r\d+-[0-9a-f]+/, 'generation'), cells: rest };
}

describe('rebuilding', () => {
  test.each(Object.keys(CALL_KINDS) as ReadonlyArray<CallKind>)(
    'gives a call of kind %s the rows it would have today, and leaves nothing else',
    async (kind) => {
      const { store, callIds, today } = await storedBefore(kind);
      expect(contentOf(store.tables)).not.toEqual(today);
      const asked = store.requests();
      expect(await rebuildToday(store)).toEqual({ rebuilt: 1, current: 0, failed: 0 });
      expect(contentOf(store.tables)).toEqual(today);
      expect(store.requests()).toBe(asked);
      const [callId] = callIds as [CallId];
      expect(await readDocument(store, callId)).toEqual(store.tenant.recordOf(callId));
    },
  );

  test('works when Graph has forgotten the call', async () => {
    const { store, today } = await storedBefore('meeting');
    store.clock.advance({ minutes: 60 * 24 * 60 });
    expect(await rebuildToday(store)).toEqual({ rebuilt: 1, current: 0, failed: 0 });
    expect(contentOf(store.tables)).toEqual(today);
  });

  test('makes a new revision of the same version', async () => {
    const { store, today } = await storedBefore('peer-to-peer');
    const [before] = store.tables.rows('CallRecords');
    await rebuildToday(store);
    const [after] = store.tables.rows('CallRecords');
    expect(before?.cells.Revision?.value).toBe(0);
    expect(after?.cells.Revision?.value).toBe(1);
    expect(after?.cells.Version).toEqual(before?.cells.Version);
    expect(after?.cells.Layout?.value).toBe(LAYOUT);
    // No document holds these: they tell of the notification that brought the version, and of when it was stored first.
    expect(after?.cells.Traceparent?.value).toBe(TRACEPARENT);
    expect(after?.cells.VersionsStored).toEqual(today.CallRecords?.[0]?.cells.VersionsStored);
  });

  test('leaves the rows of calls of the current layout alone, and only settles them', async () => {
    const store = createSimulatedStore();
    await store.store(store.startCall({ kind: 'meeting' }));
    const before = store.tables.rows('CallRecords');
    const written = new Set<string>();
    const tables = store.tables.seenThrough(({ operation, table }) => {
      if (operation !== 'get' && operation !== 'query') written.add(table);
    });
    expect(await rebuildToday(store, tables)).toEqual({ rebuilt: 0, current: 1, failed: 0 });
    expect(store.tables.rows('CallRecords')).toEqual(before);
    expect([...written].sort()).toEqual(['CallsByDay', 'CallsByUser']);
  });

  test('goes by days, both included, and says when each is done', async () => {
    const store = createSimulatedStore();
    const starts = ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'];
    for (const start of starts) {
      const endedAt = new Date(`${start}T08:00:00Z`);
      await store.store(store.startCall({ kind: 'peer-to-peer', endedAt, durationSeconds: 60 }));
    }
    await makeOld(store.tables);
    const finished: Array<[Day, RebuildCounts]> = [];
    const period = { from: day('2026-11-21'), to: day('2026-11-22') };
    await rebuild(rebuilding(store), period, { ...SILENT, finished: (...report) => finished.push(report) });
    expect(finished).toEqual([
      ['2026-11-21', { rebuilt: 1, current: 0, failed: 0 }],
      ['2026-11-22', { rebuilt: 1, current: 0, failed: 0 }],
    ]);
    const layouts = new Map(
      store.tables
        .rows('CallRecords')
        .map(({ cells }) => [String(cells.CallStartDateTime?.value).slice(0, 10), cells.Layout?.value]),
    );
    expect(starts.map((start) => layouts.get(start))).toEqual([LAYOUT - 1, LAYOUT, LAYOUT, LAYOUT - 1]);
  });

  test('reaches the calls of the last day of the calendar, and ends there', async () => {
    const store = createSimulatedStore();
    const times = { startDateTime: '9999-12-31T22:00:00Z', endDateTime: '9999-12-31T23:00:00Z' };
    await storeScripted(store, {
      [SESSIONS]: record(times),
      [PARTICIPANTS]: record({ ...times, sessions: undefined, participants_v2: [{ id: 'p' }] }),
    });
    await makeOld(store.tables);
    const period = { from: day('9999-12-30'), to: day('9999-12-31') };
    expect(await rebuild(rebuilding(store), period, SILENT)).toEqual({ rebuilt: 1, current: 0, failed: 0 });
  });

  test('does the other calls when a document is damaged, whose call stays as it is', async () => {
    const store = createSimulatedStore();
    await store.store(store.startCall({ kind: 'meeting' }));
    await storeDense(store);
    await makeOld(store.tables);
    const chunks = store.tables
      .rows('CallRecordDocuments')
      .filter(({ partitionKey }) => partitionKey === CALL);
    const last = chunks.at(-1);
    if (last === undefined) throw new Error('no document');
    await store.tables.table('CallRecordDocuments').delete(last);
    const before = rowsOf(store.tables, CALL);
    const failures: Array<[CallId, string]> = [];
    const counts = await rebuild(
      rebuilding(store),
      { from: TODAY, to: TODAY },
      { ...SILENT, failed: (callId, { message }) => failures.push([callId, message]) },
    );
    expect(counts).toEqual({ rebuilt: 1, current: 0, failed: 1 });
    const problem = `chunk ${chunks.length} of ${chunks.length} is missing`;
    expect(chunks.length).toBeGreaterThan(1);
    expect(failures).toEqual([[CALL, expect.stringContaining(problem)]]);
    expect(rowsOf(store.tables, CALL)).toEqual(before);
  });

  test('gives way to a newer version that is stored meanwhile', async () => {
    const { store, callIds } = await storedBefore('peer-to-peer');
    const [callId] = callIds as [CallId];
    let published = false;
    const tables = store.tables.seenThrough(async ({ table, operation }) => {
      if (published || table !== 'CallRecords' || operation !== 'replace') return;
      published = true;
      store.tenant.publishVersion(callId);
      await store.store(callId);
    });
    expect(await rebuildToday(store, tables)).toEqual({ rebuilt: 0, current: 1, failed: 0 });
    expect(published).toBe(true);
    expect(await readDocument(store, callId)).toEqual(store.tenant.recordOf(callId));
    expect(new Set(generationsOf(store.tables)).size).toBe(1);
  });

  test('stops when storage fails', async () => {
    const { store } = await storedBefore('peer-to-peer', 'meeting');
    const tables = store.tables.seenThrough(({ operation }) => {
      if (operation === 'batch') throw new Error('storage is gone');
    });
    await expect(rebuildToday(store, tables)).rejects.toThrow('storage is gone');
  });
});

function rowsOf(tables: MemoryTables, callId: CallId | undefined): ReadonlyArray<StoredRow> {
  return TABLES.flatMap((name) => tables.rows(name)).filter(({ cells }) => cells.CallId?.value === callId);
}

function generationsOf(tables: MemoryTables): ReadonlyArray<unknown> {
  return ['CallRecords' as const, ...childTableNames].flatMap((name) =>
    tables.rows(name).map(({ cells }) => cells.Generation?.value),
  );
}

/** The process died. */
class Death extends Error {}

describe('a run that is ended after any write', () => {
  test('shows readers one whole revision at every instant, and the next run ends the work', async () => {
    let deaths = 0;
    for (let last = 0; deaths === last; last += 1) {
      const { store, today } = await storedBefore('pstn-inbound');
      let writes = 0;
      const tables = store.tables.seenThrough(({ phase, operation }) => {
        expectWholeHead(store.tables);
        // What is left after a reading is what was left after the write before.
        if (phase === 'after' && operation !== 'get' && operation !== 'query') writes += 1;
        if (writes > last) throw new Death();
      });
      const ended = await rebuildToday(store, tables).catch((error: unknown) => error);
      if (ended instanceof Death) deaths += 1;
      expectWholeHead(store.tables);
      const next = await rebuildToday(store);
      expect(next.rebuilt + next.current).toBe(1);
      expect(contentOf(store.tables), `ended after write ${last + 1}`).toEqual(today);
    }
    expect(deaths).toBeGreaterThan(10);
  });
});

/** The generation that the head names has all rows that the head counts. */
function expectWholeHead(tables: MemoryTables): void {
  const [head] = tables.rows('CallRecords');
  const counted = {
    Participants: head?.cells.ParticipantCount?.value,
    Sessions: head?.cells.SessionCount?.value,
    Segments: head?.cells.SegmentCount?.value,
    MediaStreams: head?.cells.MediaStreamCount?.value,
    CallRecordDocuments: head?.cells.DocumentRows?.value,
  };
  const generation = head?.cells.Generation?.value;
  const there = childTableNames.map((name) => {
    const rows = tables.rows(name).filter(({ cells }) => cells.Generation?.value === generation);
    return [name, rows.length];
  });
  expect(Object.fromEntries(there)).toEqual(counted);
}

test('a rebuild of a call that stood still for over half an hour writes no head, and the next run does the call', async () => {
  const { store, callIds, today } = await storedBefore('peer-to-peer');
  const heads = store.tables.rows('CallRecords');
  let stoodStill = false;
  const sleeping = store.tables.seenThrough(({ table, operation, phase }) => {
    if (stoodStill || table !== 'Participants' || operation !== 'batch' || phase !== 'before') return;
    stoodStill = true;
    store.clock.advance({ minutes: 31 });
  });
  const failures: Array<[CallId, string]> = [];
  const counts = await rebuild(
    rebuilding(createStore({ ...store, tables: sleeping })),
    { from: TODAY, to: TODAY },
    { ...SILENT, failed: (callId, { name }) => failures.push([callId, name]) },
  );
  expect(counts).toEqual({ rebuilt: 0, current: 0, failed: 1 });
  expect(failures).toEqual([[callIds[0], 'DeadlineExceeded']]);
  expect(store.tables.rows('CallRecords')).toEqual(heads);
  expect(await rebuildToday(store)).toEqual({ rebuilt: 1, current: 0, failed: 0 });
  expect(contentOf(store.tables)).toEqual(today);
});
