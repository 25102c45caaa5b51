import { describe, expect, test } from 'vitest';
import { CallIncomplete } from '../../src/calls/read-call.ts';
import type { Store } from '../../src/rows/store.ts';
import { createStore } from '../../src/rows/store.ts';
import { tellCall } from '../../src/told/tell-call.ts';
import { commandFor, ticketText } from '../../src/told/ticket.ts';
import { callId, once, tenantId, watched } from '../store/call-in-store.ts';
import { makeOld } from '../store/earlier-layout.ts';
import { type Session, storeOver, storeTold } from './call-record.ts';

const ADA = { name: 'Ada' };
const BEN = { name: 'Ben' };
const CEM = { name: 'Cem' };
const LOSSY = { loss: 0.2 };

async function told(store: Store, page?: number) {
  const call = await tellCall(store, callId, page);
  if (call === undefined) throw new Error('the call is not stored');
  return call;
}

/** So many people, each with a session; the last ones have poor streams. */
function meeting(people: number, poor: number): ReadonlyArray<Session> {
  return Array.from({ length: people }, (_, index) => ({
    caller: { name: `Guest ${index}` },
    streams: [index >= people - poor ? LOSSY : {}, {}],
  }));
}

describe('everyone in a call', () => {
  test('is there with the first joining, the last leaving and the streams of their own sessions, the worst first', async () => {
    const store = storeOver();
    await storeTold(store, {
      participants: [ADA, BEN, CEM],
      sessions: [
        { caller: ADA, from: '2026-11-23T09:00:00Z', to: '2026-11-23T09:10:00Z', streams: [{}, {}] },
        { caller: BEN, from: '2026-11-23T09:30:00Z', to: '2026-11-23T09:40:00Z', streams: [LOSSY, {}] },
        { caller: BEN, from: '2026-11-23T09:05:00Z', to: '2026-11-23T09:20:00Z', streams: [LOSSY] },
      ],
    });
    const { people, poorStreams } = await told(store);
    expect(
      people.map(({ name, joined, left, good, poor, stays }) => [
        name,
        joined?.slice(11, 16),
        left?.slice(11, 16),
        good,
        poor,
        stays.length,
      ]),
    ).toEqual([
      ['Ben', '09:05', '09:40', 1, 2, 2],
      ['Ada', '09:00', '09:10', 2, 0, 1],
      ['Cem', undefined, undefined, 0, 0, 0],
    ]);
    expect(poorStreams.map(({ from, to }) => [from?.slice(11, 16), to?.slice(11, 16)])).toEqual([
      ['09:30', '09:40'],
      ['09:05', '09:20'],
    ]);
  });

  test('is not there while a session is not set up, however long it rings', async () => {
    const store = storeOver();
    await storeTold(store, {
      sessions: [
        { caller: ADA, callee: BEN, failure: { stage: 'callSetup', reason: 'No answer' } },
        { caller: ADA, callee: CEM, from: '2026-11-23T09:10:00Z', streams: [{}] },
      ],
    });
    const { people } = await told(store);
    expect(
      people.map(({ name, joined, stays, failures }) => [name, joined, stays.length, failures.length]),
    ).toEqual([
      ['Ada', '2026-11-23T09:10:00.0000000Z', 1, 1],
      ['Ben', undefined, 0, 1],
      ['Cem', '2026-11-23T09:10:00.0000000Z', 1, 0],
    ]);
  });

  test('is of a kind that is said in words, and a room is one whatever it signs in as', async () => {
    const store = storeOver();
    const kinds = ['user', 'guest', 'phone', 'application', 'device', 'encrypted', 'newKind'];
    await storeTold(store, {
      participants: kinds.map((kind) => ({
        name: kind,
        identity: { [kind]: { id: kind, displayName: kind } },
      })),
      sessions: [{ caller: { ...ADA, platform: 'surfaceHub' } }],
    });
    const { people } = await told(store);
    expect(people.flatMap(({ platforms }) => platforms)).toEqual([]);
    expect(people.map(({ kind }) => kind).sort()).toEqual(
      ['user', 'guest', 'phone', 'bot', 'room', 'hidden user', 'newKind', 'room'].sort(),
    );
  });

  test('counts for both ends of a call between two', async () => {
    const store = storeOver();
    await storeTold(store, {
      type: 'peerToPeer',
      sessions: [{ caller: ADA, callee: BEN, streams: [LOSSY, {}] }],
    });
    const { people } = await told(store);
    expect(people.map(({ name, good, poor }) => [name, good, poor])).toEqual([
      ['Ada', 1, 1],
      ['Ben', 1, 1],
    ]);
  });
});

describe('a large meeting', () => {
  test('is told by few requests: its poor streams are read for the 50 worst people, and for others when they are shown', async () => {
    const { storage, tables, requests } = watched();
    await storeTold(storeOver(storage), { sessions: meeting(400, 120) });
    const store = createStore({ tables, tenantId, clock: storeOver().clock });
    const first = await told(store);
    expect(first.people).toHaveLength(400);
    expect(first.shown.map(({ poor }) => poor)).toEqual(Array.from({ length: 50 }, () => 1));
    expect(first.poorStreams).toHaveLength(50);
    expect(first.sentence).toBe(
      '120 of 800 streams were poor, of 120 people. Worst of all, with 50 poor streams: received audio of 50 people, loss up to 20 %.',
    );
    const streams = requests.filter(({ table }) => table === 'MediaStreams');
    expect(streams).toHaveLength(1);
    const third = await told(store, 2);
    expect(third.poorStreams).toHaveLength(20);
    expect(third.sentence).toBe(first.sentence);
    expect((await told(store, 8)).shown).toEqual([]);
  });

  test('that an earlier release stored is not classified, and says how it will be', async () => {
    const store = storeOver();
    await storeTold(store, { sessions: meeting(101, 1) });
    await makeOld(store.tables);
    const { sentence, isClassified, people, poorStreams } = await told(store);
    expect([isClassified, people.length, poorStreams]).toEqual([false, 101, []]);
    expect(sentence).toMatch(/not classified.*\.\/callrecords rebuild classifies them\.$/);
  });
});

describe('a call that changes', () => {
  test('is told in its new version when it is replaced while its streams are read', async () => {
    const { storage } = watched();
    const plain = storeOver(storage);
    await storeTold(plain, { sessions: [{ caller: ADA, streams: [LOSSY] }] });
    const tables = once(storage, { table: 'MediaStreams', phase: 'before' }, () =>
      storeTold(plain, { version: 2, sessions: [{ caller: BEN, streams: [LOSSY] }] }),
    );
    const { sentence, versions } = await told(createStore({ tables, tenantId, clock: plain.clock }));
    expect(sentence).toBe('1 of 1 stream was poor: received audio of Ben, loss 20 %.');
    expect(versions.map(({ version }) => version)).toEqual([1n, 2n]);
  });

  test.each(['Participants', 'Sessions', 'MediaStreams'] as const)(
    'is not told while rows of it are missing in %s',
    async (table) => {
      const store = storeOver();
      await storeTold(store, { sessions: [{ caller: ADA, streams: [LOSSY] }] });
      const [row] = store.tables.rows(table);
      if (row === undefined) throw new Error(`no row in ${table}`);
      await store.tables.table(table).delete(row);
      await expect(tellCall(store, callId)).rejects.toThrow(CallIncomplete);
    },
  );

  test('that is not stored is not there', async () => {
    expect(await tellCall(storeOver(), callId)).toBeUndefined();
  });
});

test('the text for a ticket has the sentence, the id, UTC times and the command, and no line of it is a formula', async () => {
  const store = storeOver();
  const eve = { name: 'eve', identity: { guest: { id: 'eve', displayName: '=cmd|1\t\u202e@SUM(A1)\n+49' } } };
  await storeTold(store, { sessions: [{ caller: eve, streams: [LOSSY] }] });
  const call = await told(store);
  const text = ticketText(call, commandFor(call.head));
  expect(text.replace(/stored .*/, 'stored …').split('\n')).toEqual([
    'Teams call: 1 of 1 stream was poor: received audio of =cmd|1\ufffd\ufffd@SUM(A1)\ufffd+49, loss 20 %.',
    `Call id: ${callId}`,
    'Time (UTC): 2026-11-23 09:00:00 to 2026-11-23 10:00:00, 1:00:00',
    "In it: 1 participant; Graph's version 1 of the record, stored …",
    `To see it: ./callrecords call ${callId}`,
    '',
  ]);
});
