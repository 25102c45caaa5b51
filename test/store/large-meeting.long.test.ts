/** A meeting of any size is stored whole: page by page, at Graph's pace, and of one version. */

import { expect, test } from 'vitest';
import type { CallId } from '../../src/language/identifiers.ts';
import { childTableNames } from '../../src/tables/declarations/index.ts';
import { createSimulatedStore, type SimulatedStore } from './simulated-store.ts';

/** Requests for one call record. https://learn.microsoft.com/graph/throttling-limits */
const REQUESTS = 40;
const WINDOW_MS = 20_000;

/** Sessions of a page. */
const PAGE = 60;

const LARGEST = { kind: 'large-meeting', sessions: 6_000, participants: 1_000 } as const;
const LARGE = { kind: 'large-meeting', sessions: 600, participants: 200 } as const;

/** The instants of the tenant's answers, none of which is an error. */
function watchAnswers({ tenant, clock }: SimulatedStore): ReadonlyArray<number> {
  const instants: Array<number> = [];
  tenant.on((event) => {
    if (event.type !== 'requestAnswered') return;
    expect(event.status).toBe(200);
    instants.push(clock.now().getTime());
  });
  return instants;
}

function mostWithin(instants: ReadonlyArray<number>, milliseconds: number): number {
  const following = instants.map(
    (from) => instants.filter((at) => at >= from && at < from + milliseconds).length,
  );
  return Math.max(...following);
}

/** Rows that are there of each kind, whatever generation they belong to. */
function rowCounts({ tables }: SimulatedStore) {
  return {
    participants: tables.rows('Participants').length,
    sessions: tables.rows('Sessions').length,
    segments: tables.rows('Segments').length,
    mediaStreams: tables.rows('MediaStreams').length,
  };
}

function truthOf({ tenant }: SimulatedStore, callId: CallId) {
  return tenant.truth().find((call) => call.callId === callId);
}

test('a meeting of 6,000 sessions is stored whole, with at most 40 requests in any 20 seconds', async () => {
  const store = createSimulatedStore();
  const callId = store.startCall(LARGEST);
  const answers = watchAnswers(store);
  const start = store.clock.now().getTime();
  expect(await store.store(callId)).toBe('stored');
  expect(store.clock.now().getTime() - start).toBeLessThan(65_000);

  expect(rowCounts(store)).toMatchObject({ sessions: 6_000, participants: 1_000 });
  expect(rowCounts(store)).toEqual(truthOf(store, callId)?.counts);
  const [head] = store.tables.rows('CallRecords');
  expect(head?.cells).toMatchObject({
    SessionCount: { value: 6_000 },
    SessionsReceived: { value: 6_000 },
    ParticipantCount: { value: 1_000 },
    ParticipantsReceived: { value: 1_000 },
  });
  expect(answers.length).toBeGreaterThan(LARGEST.sessions / PAGE);
  expect(mostWithin(answers, WINDOW_MS)).toBeLessThanOrEqual(REQUESTS);
});

test('a page of sessions is asked for once all rows of the pages before it are stored', async () => {
  const store = createSimulatedStore();
  const callId = store.startCall(LARGE);
  const stored: Array<number> = [];
  store.tenant.on((event) => {
    if (event.type === 'requestAnswered' && event.operation === 'listSessions') {
      stored.push(store.tables.rows('Sessions').length);
    }
  });
  await store.store(callId);
  expect(stored).toEqual(Array.from({ length: LARGE.sessions / PAGE - 1 }, (_, index) => (index + 1) * PAGE));
});

test('a meeting whose version moves under the reading is begun again, and nothing of the first reading stays', async () => {
  const store = createSimulatedStore();
  const callId = store.startCall(LARGE);
  let pages = 0;
  store.tenant.on((event) => {
    if (event.type !== 'requestAnswered' || event.operation !== 'listSessions') return;
    pages += 1;
    if (pages === 5) store.tenant.publishVersion(callId, { sessions: 660 });
  });

  expect(await store.store(callId)).toBe('overtaken');
  expect(store.tables.rows('CallRecords')).toEqual([]);
  for (const table of childTableNames) expect(store.tables.rows(table)).toEqual([]);

  expect(await store.store(callId, { attemptedBefore: true })).toBe('stored');
  const truth = truthOf(store, callId);
  expect(rowCounts(store)).toEqual(truth?.counts);
  expect(store.tables.rows('CallRecords')[0]?.cells.Version?.value).toBe(BigInt(truth?.newestVersion ?? -1));
});
