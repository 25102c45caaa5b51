import { expect, test } from 'vitest';
import { VersionMoved } from '../../../src/ports/graph.ts';
import type { CallRecordPage } from '../../../src/record/call-record-pages.ts';
import {
  type Answer,
  allItems,
  CALL,
  failureOf,
  GRAPH,
  NO_SIGNAL,
  OTHER_CALL,
  readWhole,
  record,
  type Script,
  scriptedGraph,
} from './scripted-graph.ts';

const RECORD_URL = `${GRAPH}/communications/callRecords/${CALL}`;
const SESSIONS_URL = `${RECORD_URL}?$expand=sessions($expand=segments)`;
const PARTICIPANTS_URL = `${RECORD_URL}?$expand=participants_v2`;
const VERSION_URL = `${RECORD_URL}?$select=id,version,lastModifiedDateTime`;
const PAGE_2 = `${RECORD_URL}/sessions?$expand=segments&$skiptoken=2`;
const PAGE_3 = `${RECORD_URL}/sessions?$expand=segments&$skiptoken=3`;

/** A record as its second request shows it: participants instead of sessions. */
function withParticipants(properties: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { sessions: _, ...rest } = record();
  return { ...rest, participants_v2: [{ id: 'participant-1' }], ...properties };
}

function versionOnly(properties: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { id, version, lastModifiedDateTime } = record();
  return { id, version, lastModifiedDateTime, ...properties };
}

/** Answers each URL with its body. */
function at(bodies: Readonly<Record<string, object>>): Script {
  return ({ url }): Answer => {
    const body = bodies[url];
    if (body === undefined) throw new Error(`${url} was not expected`);
    return { body };
  };
}

test('a small record is read in two requests and needs no third to be sure of', async () => {
  const graph = scriptedGraph(at({ [SESSIONS_URL]: record(), [PARTICIPANTS_URL]: withParticipants() }));
  const { participants, sessions } = await readWhole(graph);
  expect(participants).toEqual([{ id: 'participant-1' }]);
  expect(sessions).toEqual([{ id: 'session-1', segments: [{ id: 'segment-1' }] }]);
  expect(graph.sent.map(({ url }) => url)).toEqual([SESSIONS_URL, PARTICIPANTS_URL]);
});

test('the first two requests are not delayed', async () => {
  const graph = scriptedGraph(at({ [SESSIONS_URL]: record(), [PARTICIPANTS_URL]: withParticipants() }));
  const start = graph.clock.now();
  await readWhole(graph);
  expect(graph.clock.now()).toEqual(start);
});

test('finding out that a record is not newer costs one request', async () => {
  const graph = scriptedGraph(at({ [SESSIONS_URL]: record() }));
  const reading = await graph.callRecords.open(CALL, NO_SIGNAL);
  expect(reading.record).toMatchObject({ callId: CALL, version: 1n });
  expect(graph.sent).toHaveLength(1);
});

test('the record has all that Graph sent but its pages', async () => {
  const sent = record({ joinWebUrl: 'https://teams.example/1', unheardOf: { deep: [1, null, 'x'] } });
  const graph = scriptedGraph(at({ [SESSIONS_URL]: sent }));
  const { properties } = (await graph.callRecords.open(CALL, NO_SIGNAL)).record;
  const {
    sessions: _1,
    'sessions@odata.context': _2,
    'participants_v2@odata.context': _3,
    ...expected
  } = sent;
  expect(properties).toEqual(expected);
  expect(properties).toHaveProperty('organizer_v2');
});

test('integers beyond 2^53 stay exact', async () => {
  const body = JSON.stringify(record()).replace('"version":1', '"version":9007199254740993');
  const graph = scriptedGraph(() => ({ body }));
  expect((await graph.callRecords.open(CALL, NO_SIGNAL)).record.version).toBe(9007199254740993n);
});

test('an upper-case id is the same call', async () => {
  const graph = scriptedGraph(() => ({ body: record({ id: CALL.toUpperCase() }) }));
  expect((await graph.callRecords.open(CALL, NO_SIGNAL)).record.callId).toBe(CALL);
});

test.each([
  ['absent', undefined],
  ['null', null],
  ['empty', []],
])('a record whose sessions and participants are %s is complete without any', async (_how, none) => {
  const graph = scriptedGraph(
    at({
      [SESSIONS_URL]: record({ sessions: none }),
      [PARTICIPANTS_URL]: withParticipants({ participants_v2: none }),
    }),
  );
  expect(await readWhole(graph)).toMatchObject({ participants: [], sessions: [] });
});

test.each([
  ['beside the collection', 'sessions@odata.nextLink', '@odata.nextLink'],
  ['at the top', '@odata.nextLink', 'sessions@odata.nextLink'],
])('every page of sessions arrives, with its link %s', async (_where, ofRecord, ofPage) => {
  const graph = scriptedGraph(
    at({
      [SESSIONS_URL]: record({ [ofRecord]: PAGE_2 }),
      [PARTICIPANTS_URL]: withParticipants(),
      [PAGE_2]: { value: [{ id: 'session-2', segments: [] }], [ofPage]: PAGE_3 },
      [PAGE_3]: { value: [{ id: 'session-3', segments: [] }] },
      [VERSION_URL]: versionOnly(),
    }),
  );
  const { sessions } = await readWhole(graph);
  expect(sessions.map(({ id }) => id)).toEqual(['session-1', 'session-2', 'session-3']);
  expect(graph.sent.at(-1)?.url).toBe(VERSION_URL);
});

test('a page that comes as the record again is read too', async () => {
  const graph = scriptedGraph(
    at({
      [SESSIONS_URL]: record({ 'sessions@odata.nextLink': PAGE_2 }),
      [PARTICIPANTS_URL]: withParticipants(),
      [PAGE_2]: record({ sessions: [{ id: 'session-2', segments: [] }] }),
      [VERSION_URL]: versionOnly(),
    }),
  );
  const { sessions } = await readWhole(graph);
  expect(sessions.map(({ id }) => id)).toEqual(['session-1', 'session-2']);
});

test('a page may be empty and yet not the last', async () => {
  const graph = scriptedGraph(
    at({
      [SESSIONS_URL]: record({ sessions: [], 'sessions@odata.nextLink': PAGE_2 }),
      [PARTICIPANTS_URL]: withParticipants(),
      [PAGE_2]: { value: [], '@odata.nextLink': PAGE_3 },
      [PAGE_3]: { value: [{ id: 'session-3', segments: [] }] },
      [VERSION_URL]: versionOnly(),
    }),
  );
  expect((await readWhole(graph)).sessions).toEqual([{ id: 'session-3', segments: [] }]);
});

test('every page of participants arrives', async () => {
  const page2 = `${RECORD_URL}/participants_v2?$skiptoken=2`;
  const graph = scriptedGraph(
    at({
      [SESSIONS_URL]: record(),
      [PARTICIPANTS_URL]: withParticipants({ 'participants_v2@odata.nextLink': page2 }),
      [page2]: { value: [{ id: 'participant-2' }] },
      [VERSION_URL]: versionOnly(),
    }),
  );
  const { participants } = await readWhole(graph);
  expect(participants.map(({ id }) => id)).toEqual(['participant-1', 'participant-2']);
});

test('segments of one session that come in pages arrive all', async () => {
  const more = `${RECORD_URL}/sessions('session-1')/segments?$skiptoken=2`;
  const session = { id: 'session-1', segments: [{ id: 'segment-1' }], 'segments@odata.nextLink': more };
  const graph = scriptedGraph(
    at({
      [SESSIONS_URL]: record({ sessions: [session] }),
      [PARTICIPANTS_URL]: withParticipants(),
      [more]: { value: [{ id: 'segment-2' }] },
      [VERSION_URL]: versionOnly(),
    }),
  );
  const { sessions } = await readWhole(graph);
  expect(sessions).toEqual([{ id: 'session-1', segments: [{ id: 'segment-1' }, { id: 'segment-2' }] }]);
});

test.each([
  ['version', { version: 2 }],
  ['last modification', { lastModifiedDateTime: '2026-11-23T08:30:00.1234568Z' }],
])('a %s that moves between the first two requests begins the reading again', async (_what, moved) => {
  const graph = scriptedGraph(at({ [SESSIONS_URL]: record(), [PARTICIPANTS_URL]: withParticipants(moved) }));
  await expect(readWhole(graph)).rejects.toBeInstanceOf(VersionMoved);
});

test('a version that moves between pages begins the reading again', async () => {
  const graph = scriptedGraph(
    at({
      [SESSIONS_URL]: record({ 'sessions@odata.nextLink': PAGE_2 }),
      [PARTICIPANTS_URL]: withParticipants(),
      [PAGE_2]: { value: [{ id: 'session-2', segments: [] }] },
      [VERSION_URL]: versionOnly({ version: 2 }),
    }),
  );
  await expect(readWhole(graph)).rejects.toBeInstanceOf(VersionMoved);
});

test('a page that shows another version ends the reading there', async () => {
  const graph = scriptedGraph(
    at({
      [SESSIONS_URL]: record({ 'sessions@odata.nextLink': PAGE_2 }),
      [PARTICIPANTS_URL]: withParticipants(),
      [PAGE_2]: record({ version: 2, sessions: [], 'sessions@odata.nextLink': PAGE_3 }),
    }),
  );
  await expect(readWhole(graph)).rejects.toBeInstanceOf(VersionMoved);
});

test.each<[string, object]>([
  ['id is not a GUID', { id: 'tomorrow' }],
  ["id is another call's", { id: OTHER_CALL }],
  ['version is not an integer', { version: 1.5 }],
  ['version is not an integer', { version: '1' }],
  ['lastModifiedDateTime is not a date-time', { lastModifiedDateTime: null }],
  ['startDateTime is not a date-time', { startDateTime: 'yesterday' }],
])('a record whose %s is malformed', async (about, wrong) => {
  const graph = scriptedGraph(() => ({ body: record({ ...wrong }) }));
  const failure = await failureOf(graph.callRecords.open(CALL, NO_SIGNAL));
  expect(failure).toMatchObject({ kind: 'malformed', message: expect.stringContaining(about) });
  expect(graph.sent).toHaveLength(1);
});

test.each<[string, object]>([
  ['sessions is not an array', { sessions: {} }],
  ['sessions[1] is not an object', { sessions: [{}, null] }],
  ['sessions@odata.nextLink is not text', { 'sessions@odata.nextLink': 7 }],
])('a record whose %s is malformed, and loses no session without a word', async (about, wrong) => {
  const graph = scriptedGraph(() => ({ body: record({ ...wrong }) }));
  const reading = await graph.callRecords.open(CALL, NO_SIGNAL);
  const failure = await failureOf(allItems(reading.sessionPages()));
  expect(failure).toMatchObject({ kind: 'malformed', message: expect.stringContaining(about) });
});

test.each<[string, object]>([
  ['value is absent', {}],
  ['value is not an array', { value: 'none' }],
])('a page whose %s is malformed', async (about, page) => {
  const graph = scriptedGraph(
    at({ [SESSIONS_URL]: record({ 'sessions@odata.nextLink': PAGE_2 }), [PAGE_2]: page }),
  );
  const reading = await graph.callRecords.open(CALL, NO_SIGNAL);
  const failure = await failureOf(allItems(reading.sessionPages()));
  expect(failure).toMatchObject({ kind: 'malformed', message: expect.stringContaining(about) });
});

test.each([
  ['another origin', 'https://graph.example.org/v1.0/communications/callRecords'],
  ['another port', 'http://127.0.0.1:4281/v1.0/communications/callRecords'],
])('a link to %s is not followed, and no token sent', async (_where, link) => {
  const graph = scriptedGraph(
    at({
      [SESSIONS_URL]: record({ 'sessions@odata.nextLink': PAGE_2 }),
      [PAGE_2]: { value: [], '@odata.nextLink': link },
    }),
  );
  const reading = await graph.callRecords.open(CALL, NO_SIGNAL);
  const failure = await failureOf(allItems(reading.sessionPages()));
  expect(failure).toMatchObject({ kind: 'malformed' });
  expect(graph.sent.map(({ url }) => url)).toEqual([SESSIONS_URL, PAGE_2]);
});

test.each([
  ['itself', PAGE_2],
  ['the first page', SESSIONS_URL],
])('sessions end with an empty page that links to %s', async (_where, link) => {
  const graph = scriptedGraph(
    at({
      [SESSIONS_URL]: record({ 'sessions@odata.nextLink': PAGE_2 }),
      [PARTICIPANTS_URL]: withParticipants(),
      [PAGE_2]: { value: [], '@odata.nextLink': link },
      [VERSION_URL]: versionOnly(),
    }),
  );
  expect(await readWhole(graph)).toMatchObject({
    sessions: [{ id: 'session-1' }],
    incompleteBecause: undefined,
  });
});

test.each([
  ['the last page', PAGE_2],
  ['the first page', SESSIONS_URL],
])(
  'a page with sessions that links back to %s leaves in doubt whether they are all',
  async (_where, link) => {
    const graph = scriptedGraph(
      at({
        [SESSIONS_URL]: record({ 'sessions@odata.nextLink': PAGE_2 }),
        [PARTICIPANTS_URL]: withParticipants(),
        [PAGE_2]: { value: [{ id: 'session-2', segments: [] }], '@odata.nextLink': link },
        [VERSION_URL]: versionOnly(),
      }),
    );
    const { sessions, incompleteBecause } = await readWhole(graph);
    expect(sessions.map(({ id }) => id)).toEqual(['session-1', 'session-2']);
    expect(incompleteBecause).toBe('the pages of sessions lead back to one that was read before');
    expect(graph.sent.filter(({ url }) => url === PAGE_2)).toHaveLength(1);
  },
);

test('participants that lead back to a page read before are in doubt too', async () => {
  const graph = scriptedGraph(
    at({
      [SESSIONS_URL]: record(),
      [PARTICIPANTS_URL]: withParticipants({ 'participants_v2@odata.nextLink': PARTICIPANTS_URL }),
      [VERSION_URL]: versionOnly(),
    }),
  );
  expect((await readWhole(graph)).incompleteBecause).toMatch(/participants_v2/);
});

test('segments that lead back to a page read before are not taken for whole', async () => {
  const more = `${RECORD_URL}/sessions('session-1')/segments?$skiptoken=2`;
  const session = { id: 'session-1', segments: [{ id: 'segment-1' }], 'segments@odata.nextLink': more };
  const graph = scriptedGraph(
    at({
      [SESSIONS_URL]: record({ sessions: [session] }),
      [PARTICIPANTS_URL]: withParticipants(),
      [more]: { value: [{ id: 'segment-2' }], '@odata.nextLink': more },
    }),
  );
  expect((await failureOf(readWhole(graph))).kind).toBe('malformed');
});

const WITHOUT = `${RECORD_URL}/sessions?$skiptoken=2`;
const THIRD = `${RECORD_URL}/sessions?$skiptoken=3`;

test('a further page of sessions without segments is asked for again with them, and so are all behind it', async () => {
  const graph = scriptedGraph(
    at({
      [SESSIONS_URL]: record({ 'sessions@odata.nextLink': WITHOUT }),
      [PARTICIPANTS_URL]: withParticipants(),
      [WITHOUT]: { value: [{ id: 'session-2' }], '@odata.nextLink': THIRD },
      [`${WITHOUT}&$expand=segments`]: {
        value: [{ id: 'session-2', segments: [{ id: 'segment-2' }] }],
        '@odata.nextLink': THIRD,
      },
      [`${THIRD}&$expand=segments`]: { value: [{ id: 'session-3', segments: null }] },
      [VERSION_URL]: versionOnly(),
    }),
  );
  const { sessions } = await readWhole(graph);
  expect(sessions).toMatchObject([
    { id: 'session-1' },
    { id: 'session-2', segments: [{ id: 'segment-2' }] },
    { id: 'session-3', segments: null },
  ]);
});

test('a further page of sessions that never shows segments is not taken for whole', async () => {
  const graph = scriptedGraph(
    at({
      [SESSIONS_URL]: record({ 'sessions@odata.nextLink': PAGE_2 }),
      [PARTICIPANTS_URL]: withParticipants(),
      [PAGE_2]: { value: [{ id: 'session-2', segments: [] }, { id: 'session-3' }] },
    }),
  );
  const failure = await failureOf(readWhole(graph));
  expect(failure).toMatchObject({ kind: 'malformed', message: expect.stringContaining('no segments') });
});

test('a record without an end of pages is given up', async () => {
  const graph = scriptedGraph((_request, number) => ({
    body:
      number === 1
        ? record({ 'sessions@odata.nextLink': PAGE_2 })
        : {
            value: [{ segments: [] }],
            '@odata.nextLink': `${RECORD_URL}/sessions?$skiptoken=again-${number}`,
          },
  }));
  const reading = await graph.callRecords.open(CALL, NO_SIGNAL);
  const failure = await failureOf(allItems(reading.sessionPages()));
  expect(failure).toMatchObject({ kind: 'malformed', message: expect.stringContaining('1000 pages') });
  expect(graph.sent).toHaveLength(1 + 1_000);
});

test('the requests of one record never exceed the 40 in 20 s that Graph allows', async () => {
  const pages = 100;
  const graph = scriptedGraph(({ url }, number) => {
    if (url === SESSIONS_URL) return { body: record({ 'sessions@odata.nextLink': PAGE_2 }) };
    if (url === PARTICIPANTS_URL) return { body: withParticipants() };
    if (url === VERSION_URL) return { body: versionOnly() };
    const next = `${RECORD_URL}/sessions?$skiptoken=${number}`;
    return { body: { value: [{ segments: [] }], ...(number < pages ? { '@odata.nextLink': next } : {}) } };
  });
  await readWhole(graph);
  const times = graph.sent.map(({ at }) => at.getTime());
  expect(times).toHaveLength(pages + 1);
  const busiest = Math.max(
    ...times.map((from) => times.filter((t) => t >= from && t < from + 20_000).length),
  );
  expect(busiest).toBeLessThanOrEqual(40);
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(60_000);
});

test('every answer comes as Graph sent it, once, also when its page has no members', async () => {
  const bodies = {
    [SESSIONS_URL]: `${JSON.stringify(record({ sessions: null, 'sessions@odata.nextLink': PAGE_2 }))} `,
    [PARTICIPANTS_URL]: JSON.stringify(withParticipants({ participants_v2: [] }), undefined, 2),
    [PAGE_2]: JSON.stringify({
      value: [{ id: 'session-1', 'segments@odata.nextLink': PAGE_3 }],
      unheardOf: null,
    }),
    [PAGE_3]: '{"value": []}',
    [VERSION_URL]: JSON.stringify(versionOnly()),
  };
  const graph = scriptedGraph(({ url }) => ({ body: bodies[url] ?? 'not expected' }));
  const reading = await graph.callRecords.open(CALL, NO_SIGNAL);
  expect(reading.opening).toEqual({ request: 'record', text: bodies[SESSIONS_URL] });
  expect(await allPages(reading.participantPages())).toEqual([
    { members: [], answers: [{ request: 'participants', text: bodies[PARTICIPANTS_URL] }] },
  ]);
  expect(await allPages(reading.sessionPages())).toEqual([
    { members: [], answers: [] },
    {
      members: [{ id: 'session-1', segments: [] }],
      answers: [
        { request: 'sessions', text: bodies[PAGE_2] },
        { request: 'segments', text: bodies[PAGE_3] },
      ],
    },
  ]);
  await reading.confirm();
});

async function allPages(pages: AsyncIterable<CallRecordPage>): Promise<ReadonlyArray<CallRecordPage>> {
  const read: Array<CallRecordPage> = [];
  for await (const page of pages) read.push(page);
  return read;
}
