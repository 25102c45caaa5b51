import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { CALL_KINDS, type CallKind } from '../../lab/graph/call-kinds.ts';
import { DocumentDamaged } from '../../src/documents/document-lines.ts';
import { findDocument, readDocument, withDocument } from '../../src/documents/read-document.ts';
import type { CallId } from '../../src/language/identifiers.ts';
import { type JsonObject, parseJson, stringifyJson } from '../../src/language/json.ts';
import type { CallRecordReading } from '../../src/ports/graph.ts';
import type { GraphAnswer } from '../../src/record/call-record-document.ts';
import { createStore } from '../../src/rows/store.ts';
import type { StoredRow } from '../../src/tables/cell.ts';
import { CHUNK_BYTES } from '../../src/tables/chunk.ts';
import { CALL, GRAPH, NO_SIGNAL, record } from '../adapters/graph/scripted-graph.ts';
import { PARTICIPANTS, SESSIONS, storeDense, storeScripted, VERSION } from '../store/scripted-store.ts';
import { createSimulatedStore, type SimulatedStore } from '../store/simulated-store.ts';

/** The bytes of the call's current document, as a tool that knows nothing of this program finds them. */
function storedBytes({ tables }: SimulatedStore, callId: CallId): Buffer {
  const cells = tables
    .rows('CallRecordDocuments')
    .filter(({ partitionKey }) => partitionKey === callId)
    .flatMap((row) =>
      Array.from({ length: 10 }, (_, index) => row.cells[`Bytes${String(index + 1).padStart(2, '0')}`]),
    );
  return Buffer.concat(cells.flatMap((cell) => (cell?.type === 'Binary' ? [cell.value] : [])));
}

/** Puts another text in the place of the only call's document, as a program with a fault could have written it. */
async function replaceDocument({ tables }: SimulatedStore, text: string): Promise<void> {
  const value = gzipSync(text);
  const [head] = tables.rows('CallRecords');
  const [chunk] = tables.rows('CallRecordDocuments');
  if (head === undefined || chunk === undefined) throw new Error('no document to replace');
  const size: StoredRow['cells'] = {
    DocumentRows: { type: 'Int32', value: 1 },
    DocumentBytes: { type: 'Int64', value: BigInt(value.length) },
  };
  const { CallId, Version, LastModifiedDateTime, Generation, ChunkOrdinal } = chunk.cells;
  const kept = { CallId, Version, LastModifiedDateTime, Generation, ChunkOrdinal } as StoredRow['cells'];
  await tables.table('CallRecords').merge({ ...head, cells: size });
  await tables
    .table('CallRecordDocuments')
    .upsert({ ...chunk, cells: { ...kept, Bytes01: { type: 'Binary', value } } });
}

/** The last cell that a chunk's bytes are in. */
function lastBytesOf({ cells }: StoredRow) {
  const [name, cell] =
    Object.entries(cells)
      .filter(([column]) => column.startsWith('Bytes'))
      .at(-1) ?? [];
  if (name === undefined || cell?.type !== 'Binary') throw new Error('a chunk without bytes');
  return { name, bytes: cell.value };
}

async function answersOf(reading: CallRecordReading): Promise<ReadonlyArray<GraphAnswer>> {
  const answers = [reading.opening];
  for await (const page of reading.participantPages()) answers.push(...page.answers);
  for await (const page of reading.sessionPages()) answers.push(...page.answers);
  await reading.confirm();
  return answers.map(({ request, text }) => ({ request, text }));
}

describe('the document gives the call record back as Graph holds it', () => {
  test.each(Object.keys(CALL_KINDS) as ReadonlyArray<CallKind>)('of a call of kind %s', async (kind) => {
    const store = createSimulatedStore();
    const callId = store.startCall({ kind });
    await store.store(callId);
    expect(await readDocument(store, callId)).toEqual(store.tenant.recordOf(callId));
  });

  test('of a meeting with 200 sessions and 300 participants', async () => {
    const store = createSimulatedStore();
    const callId = store.startCall({ kind: 'large-meeting', sessions: 200, participants: 300 });
    await store.store(callId);
    const document = await readDocument(store, callId);
    expect(document).toEqual(store.tenant.recordOf(callId));
    expect(document?.sessions).toHaveLength(200);
    expect(document?.participants_v2).toHaveLength(300);
  });

  test('of the newest version only, and nothing is left of the older ones', async () => {
    const store = createSimulatedStore();
    const callId = store.startCall({ kind: 'meeting' });
    await store.store(callId);
    store.tenant.publishVersion(callId, { sessions: 9 });
    await store.store(callId);
    expect(await readDocument(store, callId)).toEqual(store.tenant.recordOf(callId));
    expect(store.tables.rows('CallRecordDocuments')).toHaveLength(1);
  });

  test('with unknown properties, nulls and integers beyond 2^53', async () => {
    const store = createSimulatedStore();
    const session = {
      id: 'session-1',
      unheardOf: { deep: [1, null, { 'odd@odata.type': '#x' }] },
      segments: [{ id: 'segment-1', media: null }],
    };
    const odd = { unheardOf: [null, '\u2028\n"'], joinWebUrl: null, sessions: [session] };
    const text = JSON.stringify(record(odd)).replace('"joinWebUrl"', '"large":9007199254740993,"joinWebUrl"');
    await storeScripted(store, {
      [SESSIONS]: text,
      [PARTICIPANTS]: record({ sessions: undefined, participants_v2: [{ id: 'p', name: null }] }),
    });
    const { '@odata.context': _1, 'participants_v2@odata.context': _2, ...rest } = record(odd);
    const { 'sessions@odata.context': _3, ...expected } = rest;
    expect(await readDocument(store, CALL)).toEqual({
      ...expected,
      large: 9007199254740993n,
      participants_v2: [{ id: 'p', name: null }],
    });
  });

  test('with numbers that no JavaScript number is, digit for digit', async () => {
    const store = createSimulatedStore();
    const numbers = '"ratio":0.1234567890123456789,"large":1E400';
    const text = JSON.stringify(record({ joinWebUrl: null })).replace('"joinWebUrl":null', numbers);
    await storeScripted(store, { [SESSIONS]: text, [PARTICIPANTS]: record({ sessions: undefined }) });
    const document = await readDocument(store, CALL);
    expect(document && stringifyJson(document)).toContain(numbers);
  });

  test.each([
    ['not at all', undefined, {}],
    ['as null', null, { participants_v2: null, sessions: null }],
    ['empty', [], { participants_v2: [], sessions: [] }],
  ])('with collections that Graph sends %s, as it sends them', async (_how, none, collections) => {
    const store = createSimulatedStore();
    await storeScripted(store, {
      [SESSIONS]: record({ sessions: none }),
      [PARTICIPANTS]: record({ sessions: undefined, participants_v2: none }),
    });
    const document = await readDocument(store, CALL);
    const { participants_v2, sessions } = document ?? {};
    expect(JSON.parse(JSON.stringify({ participants_v2, sessions }))).toEqual(collections);
    expect(document).toMatchObject({ id: CALL });
  });

  test('with the segments that came on pages of their own', async () => {
    const store = createSimulatedStore();
    const next = (name: string) => `${GRAPH}/communications/callRecords/${CALL}/${name}`;
    const sessions = [
      { id: 's1', segments: [{ id: 1 }], 'segments@odata.nextLink': next('a2') },
      { id: 's2', segments: [{ id: 4 }] },
      { id: 's3', 'segments@odata.nextLink': next('c1') },
    ];
    await storeScripted(store, {
      [SESSIONS]: record({ sessions, 'sessions@odata.nextLink': next('page2') }),
      [PARTICIPANTS]: record({ sessions: undefined, participants_v2: [] }),
      '/a2': { value: [{ id: 2 }], '@odata.nextLink': next('a3') },
      '/a3': { value: [{ id: 3 }] },
      '/c1': { value: [{ id: 5 }] },
      '/page2': { value: [{ id: 's4', segments: [], 'segments@odata.nextLink': next('d1') }] },
      '/d1': { value: [{ id: 6 }] },
      [VERSION]: record(),
    });
    const document = await readDocument(store, CALL);
    expect(document?.sessions).toEqual([
      { id: 's1', segments: [{ id: 1 }, { id: 2 }, { id: 3 }] },
      { id: 's2', segments: [{ id: 4 }] },
      { id: 's3', segments: [{ id: 5 }] },
      { id: 's4', segments: [{ id: 6 }] },
    ]);
    expect(store.tables.rows('Segments')).toHaveLength(6);
  });

  test('of a call that is not stored there is none', async () => {
    const store = createSimulatedStore();
    expect(await readDocument(store, CALL)).toBeUndefined();
  });
});

describe('the document', () => {
  test('is one gzip file of lines, with every answer as Graph sent it', async () => {
    const store = createSimulatedStore();
    const asked: Array<string> = [];
    const { respond } = store.tenant;
    store.tenant.respond = async (request) => {
      const response = await respond.call(store.tenant, request);
      asked.push(response.body);
      return response;
    };
    const callId = store.startCall({ kind: 'large-meeting', sessions: 130, participants: 140 });
    await store.store(callId);
    const lines = gunzipSync(storedBytes(store, callId)).toString('utf8').trimEnd().split('\n');
    const [record, participants, participants2, sessions2, sessions3, version, ...more] = asked;
    expect(more).toEqual([]);
    expect(version).not.toContain('sessions');
    expect(lines).toEqual([
      `{"request":"record","body":${record}}`,
      `{"request":"participants","body":${participants}}`,
      `{"request":"participants","body":${participants2}}`,
      `{"request":"sessions","body":${sessions2}}`,
      `{"request":"sessions","body":${sessions3}}`,
    ]);
  });

  test('keeps an answer on one line that Graph sends on many', async () => {
    const store = createSimulatedStore();
    await storeScripted(store, {
      [SESSIONS]: `${JSON.stringify(record({ note: 'two\nlines' }), undefined, 2).replaceAll('\n', '\r\n')}\n`,
      [PARTICIPANTS]: JSON.stringify(record({ sessions: undefined }), undefined, 2),
    });
    const lines = gunzipSync(storedBytes(store, CALL)).toString('utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    const bodies = lines.map((line) => (parseJson(line) as JsonObject).body);
    expect(bodies[0]).toEqual(record({ note: 'two\nlines' }));
  });

  test('has as many rows and bytes as the head says', async () => {
    const store = createSimulatedStore();
    await storeDense(store);
    const head = await findDocument(store, CALL);
    expect(head?.rows).toBe(store.tables.rows('CallRecordDocuments').length);
    expect(head?.bytes).toBe(BigInt(storedBytes(store, CALL).length));
    expect(head?.rows).toBe(Math.ceil(Number(head?.bytes) / CHUNK_BYTES));
    expect(head?.rows).toBeGreaterThan(3);
  });

  test('is a reading like the one it was written from', async () => {
    const store = createSimulatedStore();
    const callId = store.startCall({ kind: 'large-meeting', sessions: 61, participants: 131 });
    await store.store(callId);
    const reading = await store.callRecords.open(callId, NO_SIGNAL);
    const fromDocument = await withDocument(store, callId, async (stored) => ({
      record: stored.record,
      answers: await answersOf(stored),
    }));
    expect(fromDocument).toEqual({ record: reading.record, answers: await answersOf(reading) });
  });

  test('is written as its rows fill, and read as its pages are asked for', async () => {
    const store = createSimulatedStore();
    const requests: Array<string> = [];
    const tables = store.tables.seenThrough(({ table, operation, phase }) => {
      if (phase === 'before') requests.push(`${table} ${operation}`);
    });
    await storeDense(createStore({ ...store, tables }));
    const written = requests.indexOf('CallRecordDocuments upsert');
    expect(written).toBeLessThan(requests.indexOf('Sessions batch'));
    expect(requests.indexOf('Sessions batch')).toBeLessThan(
      requests.lastIndexOf('CallRecordDocuments upsert'),
    );

    requests.length = 0;
    const reads = () => requests.filter((request) => request === 'CallRecordDocuments get').length;
    await withDocument(createStore({ ...store, tables }), CALL, async (reading) => {
      for await (const _page of reading.participantPages()) expect(reads()).toBeLessThan(4);
      for await (const _page of reading.sessionPages()) {
        // Only to get to the end.
      }
      expect(reads()).toBe(store.tables.rows('CallRecordDocuments').length);
    });
  });
});

describe('a document that is not whole is never taken for one that is', () => {
  const dense = createSimulatedStore();
  beforeAll(() => storeDense(dense));

  async function storedInManyRows() {
    const store = createSimulatedStore();
    for (const name of dense.tables.names) {
      for (const row of dense.tables.rows(name)) await store.tables.table(name).insert(row);
    }
    const rows = store.tables.rows('CallRecordDocuments');
    const read = () => readDocument(store, CALL);
    const table = store.tables.table('CallRecordDocuments');
    return { store, rows, read, table };
  }

  test.each([0, 1])('when chunk %i is missing', async (chunk) => {
    const { rows, read, table } = await storedInManyRows();
    await table.delete(rows[chunk] as NonNullable<(typeof rows)[0]>);
    const error = await read().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DocumentDamaged);
    expect(String(error)).toContain(CALL);
    expect(String(error)).toContain(`chunk ${chunk + 1} of ${rows.length} is missing`);
  });

  test('when a chunk is shorter than it was', async () => {
    const { rows, read, table } = await storedInManyRows();
    const last = rows.at(-1) as NonNullable<(typeof rows)[0]>;
    const { name, bytes } = lastBytesOf(last);
    await table.upsert({
      ...last,
      cells: { ...last.cells, [name]: { type: 'Binary', value: bytes.subarray(0, -20) } },
    });
    await expect(read()).rejects.toThrow(/\d+ bytes are there, \d+ were written/);
  });

  test('when a byte is another', async () => {
    const { rows, read, table } = await storedInManyRows();
    const [first] = rows;
    const bytes = first?.cells.Bytes02;
    if (first === undefined || bytes?.type !== 'Binary') throw new Error('no second cell');
    const value = Uint8Array.from(bytes.value, (byte, index) => (index === 1_000 ? byte ^ 1 : byte));
    await table.upsert({ ...first, cells: { ...first.cells, Bytes02: { type: 'Binary', value } } });
    await expect(read()).rejects.toThrow(DocumentDamaged);
  });

  test.each([
    ['holds text where its bytes were', { Bytes01: { type: 'String', value: 'H4sI' } }],
    ['no longer says of which version it is', { Version: undefined }],
  ] as const)('when a chunk %s', async (_how, change) => {
    const { rows, read, table } = await storedInManyRows();
    const [first] = rows;
    if (first === undefined) throw new Error('no document');
    const changed = Object.entries({ ...first.cells, ...change }).filter(([, cell]) => cell !== undefined);
    await table.upsert({ ...first, cells: Object.fromEntries(changed) as StoredRow['cells'] });
    const error = await read().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DocumentDamaged);
    expect(String(error)).toContain(CALL);
  });

  test.each([
    ['is empty', []],
    ['does not begin with the record', [{ request: 'participants', body: record() }]],
    [
      'has a line that is no answer',
      [
        { request: 'record', body: record() },
        { request: 'version', body: {} },
      ],
    ],
    ['has an answer that is no object', [{ request: 'record', body: [] }]],
    [
      'has a page without members',
      [
        { request: 'record', body: record() },
        { request: 'sessions', body: {} },
      ],
    ],
    ['lacks what keys are made of', [{ request: 'record', body: record({ startDateTime: null }) }]],
    [
      'lacks the segments that a session goes on with',
      [{ request: 'record', body: record({ sessions: [{ 'segments@odata.nextLink': 'more' }] }) }],
    ],
    [
      'goes on after its last page',
      [
        { request: 'record', body: record() },
        { request: 'segments', body: { value: [] } },
      ],
    ],
  ])('when it %s', async (_how, lines) => {
    const { store, read } = await storedInManyRows();
    await replaceDocument(store, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await expect(read()).rejects.toThrow(DocumentDamaged);
  });

  test('and one that a newer version replaces while it is read gives way to that', async () => {
    const { store } = await storedInManyRows();
    let replaced = false;
    const tables = store.tables.seenThrough(async ({ table, operation, phase, rowKeys }) => {
      if (replaced || table !== 'CallRecordDocuments' || operation !== 'get' || phase !== 'before') return;
      if (!rowKeys[0]?.endsWith('_00001')) return;
      replaced = true;
      await storeDense(store, 2);
    });
    const document = await readDocument(createStore({ ...store, tables }), CALL);
    expect(replaced).toBe(true);
    expect(document?.version).toBe(2);
  });
});
