/** Exclusions of calls that are stored, that come, and that come back. */

import { beforeEach, describe, expect, test } from 'vitest';
import type { TableRequest } from '../../src/adapters/memory/intercept.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { liftExclusion, requestErasure, requestExclusion } from '../../src/forget/request.ts';
import type { CallId } from '../../src/language/identifiers.ts';
import type { Log, LogFields } from '../../src/logs/log.ts';
import { recordPeople } from '../../src/people/record-people.ts';
import type { CurrentCall } from '../../src/people/seen-people.ts';
import type { Tables } from '../../src/ports/storage.ts';
import { createStore } from '../../src/rows/store.ts';
import { rebuild } from '../../src/store/rebuild.ts';
import { childTableNames } from '../../src/tables/declarations/index.ts';
import { createDoor } from '../../src/withheld/door.ts';
import type { ExclusionKind } from '../../src/withheld/exclusion.ts';
import { meetingKey } from '../../src/withheld/join-link.ts';
import { readWithheld } from '../../src/withheld/withheld.ts';
import { linkOf, numberedCall, store as storeVersion, valuesOf } from '../store/call-in-store.ts';
import { createSimulatedStore, type SimulatedStore } from '../store/simulated-store.ts';
import { everythingIn, personIn } from './held.ts';

const HOUR_MINUTES = 60;

let store: SimulatedStore;
/** A meeting, and a call of two. */
let meeting: CallId;
let pair: CallId;
let events: Array<readonly [string, LogFields | undefined]>;

const log: Log = {
  info: (event, fields) => events.push([event, fields]),
  warn: () => undefined,
  error: () => undefined,
};

function head(callId: CallId) {
  return valuesOf(store.tables.rows('CallRecords').find(({ partitionKey }) => partitionKey === callId));
}

/** Rows below the head, and rows by which users find the call. */
function rowsBelow(callId: CallId): number {
  return [...childTableNames, 'CallsByUser' as const].reduce(
    (sum, table) =>
      sum +
      store.tables
        .rows(table)
        .map(valuesOf)
        .filter(({ CallId }) => CallId === callId).length,
    0,
  );
}

/** What is said of the person anywhere but in the row that excludes them. */
function readable(person: ReturnType<typeof personIn>): ReadonlyArray<string> {
  const text = everythingIn(store.tables)
    .split('\n')
    .filter((line) => !line.startsWith('withheld '))
    .join('\n');
  return Object.values(person).filter((value) => text.includes(value.toLowerCase()));
}

function working(tables: Tables = store.tables) {
  const through = createStore({ ...store, tables });
  return { store: through, random: systemRandom, door: createDoor(through), log };
}

/** Runs the timer until the last pass has found nothing. */
async function untilDone(): Promise<void> {
  for (let run = 1; run <= 20; run += 1) {
    await forget(working());
    const { exclusions, erasures } = await readWithheld(store);
    if ([...exclusions, ...erasures].every(({ values }) => values.FinishedAt !== undefined)) return;
    store.clock.advance({ minutes: 15 });
  }
  throw new Error('it does not come to its end');
}

async function excluded(kind: ExclusionKind, ...ids: ReadonlyArray<string>): Promise<string> {
  const row = await requestExclusion(store, systemRandom, { kind, ids });
  store.clock.advance({ minutes: HOUR_MINUTES });
  await untilDone();
  return row;
}

/** Fetched from Graph again, as a replay does. */
async function again(callId: CallId): Promise<string> {
  return await store.store(callId, {
    rewrite: true,
    attemptedBefore: true,
    withheld: await readWithheld(store),
  });
}

beforeEach(async () => {
  events = [];
  store = createSimulatedStore(createMemoryTables());
  meeting = store.startCall({ kind: 'meeting' });
  pair = store.startCall({ kind: 'peer-to-peer' });
  for (const callId of [meeting, pair]) await store.store(callId);
  const current = [meeting, pair].map((callId) => {
    const { FirstStartDateTime, Generation } = head(callId);
    return { callId, generation: Generation, startedAt: FirstStartDateTime } as CurrentCall;
  });
  await recordPeople(store, current, new AbortController().signal);
  store.clock.advance({ minutes: 24 * HOUR_MINUTES });
});

describe('an exclusion of a user', () => {
  test('leaves of each of their calls the head alone, nowhere a word of them, and the calls of others as they were', async () => {
    const person = personIn(store.tables, meeting);
    const others = [rowsBelow(pair), head(pair)];
    expect(readable(person)).toEqual(Object.values(person));
    await excluded('user', person.id);
    expect(readable(person)).toEqual([]);
    expect(head(meeting)).toMatchObject({ Withheld: 'excluded', ParticipantCount: 0, DocumentRows: 0 });
    expect(head(meeting)).not.toHaveProperty('JoinWebUrl');
    expect(rowsBelow(meeting)).toBe(0);
    expect([rowsBelow(pair), head(pair)]).toEqual(others);
  });

  test('waits for an hour with the stored calls, when no ingest lives any more that did not know of it', async () => {
    const person = personIn(store.tables, meeting);
    await requestExclusion(store, systemRandom, { kind: 'user', ids: [person.id] });
    store.clock.advance({ minutes: HOUR_MINUTES - 1 });
    await forget(working());
    expect(head(meeting)).not.toHaveProperty('Withheld');
    store.clock.advance({ minutes: 1 });
    await forget(working());
    expect(head(meeting)).toMatchObject({ Withheld: 'excluded' });
  });

  test('catches what an ingest that did not know of it has stored within that hour', async () => {
    const person = personIn(store.tables, meeting);
    await requestExclusion(store, systemRandom, { kind: 'user', ids: [person.id] });
    store.clock.advance({ minutes: 5 });
    const late = store.startCall({ kind: 'meeting' });
    await store.store(late);
    const another = personIn(store.tables, late);
    await requestExclusion(store, systemRandom, { kind: 'user', ids: [another.id] });
    store.clock.advance({ minutes: HOUR_MINUTES });
    await untilDone();
    expect(readable(person)).toEqual([]);
    expect(readable(another)).toEqual([]);
  });

  test('concerns calls of which they are the organizer and that they did not join', async () => {
    const organizer = String(head(meeting).OrganizerIdentityId);
    for (const row of store.tables.rows('CallsByUser')) {
      if (valuesOf(row).IdentityId === organizer) await store.table('CallsByUser').delete(row);
    }
    await excluded('user', organizer);
    expect(head(meeting)).toMatchObject({ Withheld: 'excluded' });
  });

  test('leaves a row and log events that name the row, and nobody', async () => {
    const person = personIn(store.tables, meeting);
    const row = await excluded('user', person.id);
    expect(events.at(-1)).toEqual([
      'exclusionFinished',
      expect.objectContaining({ exclusion: row, calls: 1 }),
    ]);
    await liftExclusion(store, row);
    await forget(working());
    await forget(working());
    expect(events.filter(([event]) => event === 'exclusionLifted')).toEqual([
      ['exclusionLifted', { exclusion: row }],
    ]);
    expect(JSON.stringify(events)).not.toContain(person.id);
  });
});

describe('an exclusion of an organizer', () => {
  test('withholds what they organized, and not the other calls that they were in', async () => {
    const organizer = String(head(meeting).OrganizerIdentityId);
    const own = String(head(pair).OrganizerIdentityId);
    const other = ['Caller', 'Callee']
      .map(
        (end) =>
          valuesOf(store.tables.rows('Sessions').find(({ partitionKey }) => partitionKey === pair))[
            `${end}IdentityId`
          ],
      )
      .find((id) => id !== own);
    await excluded('organizer', organizer, String(other));
    expect(head(meeting)).toMatchObject({ Withheld: 'excluded' });
    expect(head(pair)).not.toHaveProperty('Withheld');
  });

  test('withholds stored calls that they organized from a telephone that Graph says is theirs', async () => {
    const [theirs, others] = [numberedCall(1), numberedCall(2)];
    const [ada, ben] = ['a', 'b'].map((digit) => `d0c8e3a2-0000-4000-8000-00000000000${digit}`);
    const telephone = { phone: { id: '+15555550123' }, assertedIdentity: { id: ada ?? '' } };
    const shown = { start: '2026-11-22T09:00:00Z', participants: [telephone, ben ?? ''] };
    await storeVersion(store.tables, { ...shown, callId: theirs, organizer: telephone });
    await storeVersion(store.tables, { ...shown, callId: others, organizer: { user: { id: ben ?? '' } } });
    await excluded('organizer', ada ?? '');
    expect(head(theirs)).toMatchObject({ Withheld: 'excluded' });
    expect(head(others)).not.toHaveProperty('Withheld');
  });

  test('follows the link where a stored call does not say who organized it, and never else', async () => {
    const [named, unnamed] = [numberedCall(1), numberedCall(2)];
    const [ada, ben] = ['a', 'b'].map((digit) => `d0c8e3a2-0000-4000-8000-00000000000${digit}`);
    const shown = { start: '2026-11-22T09:00:00Z', joinWebUrl: linkOf(ben ?? '') };
    await storeVersion(store.tables, { ...shown, callId: named, organizer: { user: { id: ada ?? '' } } });
    await storeVersion(store.tables, { ...shown, callId: unnamed, organizer: null });
    await excluded('organizer', ben ?? '');
    expect(head(unnamed)).toMatchObject({ Withheld: 'excluded' });
    expect(head(named)).not.toHaveProperty('Withheld');
  });
});

describe('an exclusion of a meeting', () => {
  test('withholds each call of the meeting, by the path of its link', async () => {
    const link = String(head(meeting).JoinWebUrl);
    await excluded('meeting', meetingKey(link) ?? '');
    expect(head(meeting)).toMatchObject({ Withheld: 'excluded' });
    expect(head(pair)).not.toHaveProperty('Withheld');
    expect(everythingIn(store.tables)).not.toContain(link.toLowerCase());
  });
});

describe('a lifted exclusion', () => {
  test('lets a replay bring back whole what Graph still has, and no other reading of the same version', async () => {
    const [person, before] = [personIn(store.tables, meeting), rowsBelow(meeting)];
    const row = await excluded('user', person.id);
    expect(await again(meeting)).toBe('withheld');
    await liftExclusion(store, row);
    const withheld = await readWithheld(store);
    expect(await store.store(meeting, { withheld })).toBe('superseded');
    expect(await again(meeting)).toBe('stored');
    expect(head(meeting)).not.toHaveProperty('Withheld');
    expect(rowsBelow(meeting)).toBe(before);
    expect(readable(person)).toContain(person.id);
  });

  test('leaves a call withheld that another exclusion concerns, too', async () => {
    const person = personIn(store.tables, meeting);
    const organizer = String(head(meeting).OrganizerIdentityId);
    const row = await excluded('user', person.id);
    await excluded('organizer', organizer);
    await liftExclusion(store, row);
    expect(await again(meeting)).toBe('withheld');
  });
});

describe('an exclusion beside other work', () => {
  test('of somebody who is erased withholds later versions of their calls, and finds nothing in the stored ones', async () => {
    const person = personIn(store.tables, meeting);
    await requestErasure(store, systemRandom, [person.id]);
    store.clock.advance({ minutes: HOUR_MINUTES });
    await untilDone();
    await excluded('user', person.id);
    expect(head(meeting)).not.toHaveProperty('Withheld');
    expect(await again(meeting)).toBe('withheld');
    expect(readable(person)).toEqual([]);
  });

  test('lets an erasure of the same person come to its end', async () => {
    const person = personIn(store.tables, meeting);
    await excluded('user', person.id);
    await requestErasure(store, systemRandom, [person.id]);
    store.clock.advance({ minutes: HOUR_MINUTES });
    await untilDone();
    expect(head(meeting)).toMatchObject({ Withheld: 'excluded' });
  });

  test('is kept to by a rebuild that runs meanwhile, which leaves nobody readable', async () => {
    const person = personIn(store.tables, meeting);
    for (const row of store.tables.rows('CallRecords')) {
      await store.table('CallRecords').merge({ ...row, cells: { Layout: { type: 'Int32', value: 2 } } });
    }
    await requestExclusion(store, systemRandom, { kind: 'user', ids: [person.id] });
    const day = String(head(meeting).FirstStartDateTime).slice(0, 10) as never;
    const progress = { advanced: () => {}, finished: () => {}, failed: () => {} };
    expect(await rebuild(working(), { from: day, to: day }, progress)).toMatchObject({
      rebuilt: 2,
      failed: 0,
    });
    expect(head(meeting)).toMatchObject({ Withheld: 'excluded' });
    store.clock.advance({ minutes: HOUR_MINUTES });
    await untilDone();
    expect(readable(person)).toEqual([]);
  });

  test('ends the same wherever the process of its timer ends', async () => {
    const person = personIn(store.tables, pair);
    await requestExclusion(store, systemRandom, { kind: 'user', ids: [person.id] });
    store.clock.advance({ minutes: HOUR_MINUTES });
    const asked = store.tables.names.map((name) => [name, store.tables.rows(name)] as const);
    // A process that ends after it has read leaves what it left after the write before.
    const isWritten = ({ phase, operation }: TableRequest) =>
      phase === 'after' && operation !== 'get' && operation !== 'query';
    let writes = 0;
    const counting = store.tables.seenThrough((request) => {
      if (isWritten(request)) writes += 1;
    });
    await forget(working(counting));
    expect(writes).toBeGreaterThan(10);
    for (let last = 1; last < writes; last += 1) {
      for (const [name, rows] of asked) {
        for (const row of store.tables.rows(name)) await store.tables.table(name).delete(row);
        for (const row of rows) await store.tables.table(name).upsert(row);
      }
      let seen = 0;
      const dying = store.tables.seenThrough((request) => {
        if (isWritten(request)) seen += 1;
        if (seen >= last) throw new Error('the process ended');
      });
      await expect(forget(working(dying))).rejects.toThrow('ended');
      await untilDone();
      expect(readable(person), `after write ${last}`).toEqual([]);
      expect(rowsBelow(pair), `after write ${last}`).toBe(0);
    }
  });
});
