import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { requestErasure } from '../../src/forget/request.ts';
import type { CallId } from '../../src/language/identifiers.ts';
import { silentLog } from '../../src/logs/log.ts';
import { recordPeople } from '../../src/people/record-people.ts';
import type { CurrentCall } from '../../src/people/seen-people.ts';
import type { Tables } from '../../src/ports/storage.ts';
import { createStore } from '../../src/rows/store.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { readWithheld } from '../../src/withheld/withheld.ts';
import { valuesOf } from '../store/call-in-store.ts';
import { createSimulatedStore, type SimulatedStore } from '../store/simulated-store.ts';
import { everythingIn, type Person, personIn } from './held.ts';

const HOUR_MINUTES = 60;
const DAYS_31_MINUTES = 31 * 24 * HOUR_MINUTES;

let store: SimulatedStore;
let calls: ReadonlyArray<CallId>;
let person: Person;

/** What of the person can be read anywhere but in the row that asks for the erasure. */
function readable(): ReadonlyArray<string> {
  const text = everythingIn(store.tables)
    .split('\n')
    .filter((line) => !line.startsWith('withheld '))
    .join('\n');
  return Object.values(person).filter((value) => text.includes(value.toLowerCase()));
}

function forgetting(tables: Tables = store.tables) {
  const through = createStore({ ...store, tables });
  return { store: through, random: systemRandom, door: createDoor(through), log: silentLog };
}

/** Runs the timer until the last pass has found nothing. */
async function forgetAll(): Promise<number> {
  for (let run = 1; run <= 10; run += 1) {
    await forget(forgetting());
    const { erasures } = await readWithheld(store);
    if (erasures.every(({ values }) => values.FinishedAt !== undefined)) return run;
    store.clock.advance({ minutes: 15 });
  }
  throw new Error('the erasure does not come to its end');
}

beforeEach(async () => {
  store = createSimulatedStore(createMemoryTables());
  calls = [store.startCall({ kind: 'meeting' }), store.startCall({ kind: 'peer-to-peer' })];
  for (const callId of calls) await store.store(callId);
  person = personIn(store.tables, calls[0] as CallId);
  const current = store.tables.rows('CallRecords').map((row) => {
    const { CallId, FirstStartDateTime, Generation } = valuesOf(row);
    return { callId: CallId, generation: Generation, startedAt: FirstStartDateTime } as CurrentCall;
  });
  await recordPeople(store, current, new AbortController().signal);
  store.clock.advance({ minutes: 24 * HOUR_MINUTES });
});

describe('an erasure', () => {
  test('leaves the person nowhere, and everything else of their calls as it was', async () => {
    const before = store.tables.rows('MediaStreams').length;
    expect(readable()).toEqual(Object.values(person));
    await requestErasure(store, systemRandom, [person.id]);
    store.clock.advance({ minutes: HOUR_MINUTES });
    await forgetAll();
    expect(readable()).toEqual([]);
    expect(store.tables.rows('MediaStreams')).toHaveLength(before);
    expect(store.tables.rows('CallRecords')).toHaveLength(calls.length);
  });

  test('waits for an hour, when no ingest lives any more that did not know of it', async () => {
    await requestErasure(store, systemRandom, [person.id]);
    store.clock.advance({ minutes: HOUR_MINUTES - 1 });
    await forget(forgetting());
    expect(readable()).toEqual(Object.values(person));
  });

  test('ends with a pass that begins an hour after the one that found something', async () => {
    await requestErasure(store, systemRandom, [person.id]);
    store.clock.advance({ minutes: HOUR_MINUTES });
    await forget(forgetting());
    const finishedAt = async () => (await readWithheld(store)).erasures[0]?.values.FinishedAt;
    store.clock.advance({ minutes: HOUR_MINUTES - 1 });
    await forget(forgetting());
    expect(await finishedAt()).toBeUndefined();
    store.clock.advance({ minutes: 1 });
    await forget(forgetting());
    expect(await finishedAt()).toBeDefined();
  });

  test('holds for what Graph sends later of the same calls', async () => {
    await requestErasure(store, systemRandom, [person.id]);
    for (const callId of calls) {
      await store.store(callId, {
        rewrite: true,
        attemptedBefore: true,
        withheld: await readWithheld(store),
      });
    }
    store.clock.advance({ minutes: HOUR_MINUTES });
    await forgetAll();
    for (const callId of calls) {
      await store.store(callId, {
        rewrite: true,
        attemptedBefore: true,
        withheld: await readWithheld(store),
      });
    }
    expect(readable()).toEqual([]);
  });

  test('takes along the call of an organizer who did not join', async () => {
    const [head] = store.tables.rows('CallRecords').map(valuesOf);
    const organizer = String(head?.OrganizerIdentityId);
    person = { id: organizer, displayName: String(head?.OrganizerDisplayName), userPrincipalName: organizer };
    for (const row of store.tables.rows('CallsByUser')) {
      if (valuesOf(row).IdentityId === organizer) await store.table('CallsByUser').delete(row);
    }
    await requestErasure(store, systemRandom, [organizer]);
    store.clock.advance({ minutes: HOUR_MINUTES });
    await forgetAll();
    expect(readable()).toEqual([]);
  });

  test('asked twice, or of somebody unknown, finds nothing and ends', async () => {
    await requestErasure(store, systemRandom, [person.id, person.id.toUpperCase()]);
    store.clock.advance({ minutes: 1 });
    await requestErasure(store, systemRandom, [person.id]);
    store.clock.advance({ minutes: 1 });
    await requestErasure(store, systemRandom, ['+4915550000000']);
    store.clock.advance({ minutes: HOUR_MINUTES });
    await forgetAll();
    const [first, second, third] = (await readWithheld(store)).erasures.map(({ values }) => values);
    expect(JSON.parse(first?.Ids ?? '')).toHaveLength(1);
    expect(first?.Calls).toBeGreaterThan(0);
    expect([second?.Calls, third?.Calls]).toEqual([0, 0]);
    expect(readable()).toEqual([]);
  });

  test('loses its ids and its pseudonym 31 days after the last pass, and keeps when and how many', async () => {
    await requestErasure(store, systemRandom, [person.id]);
    store.clock.advance({ minutes: HOUR_MINUTES });
    await forgetAll();
    store.clock.advance({ minutes: DAYS_31_MINUTES - 2 * HOUR_MINUTES });
    await forget(forgetting());
    expect(everythingIn(store.tables)).toContain(person.id);
    store.clock.advance({ minutes: 2 * HOUR_MINUTES });
    await forget(forgetting());
    const [row] = store.tables.rows('Withheld').map(valuesOf);
    expect(row).toMatchObject({ Calls: expect.any(Number), IdsClearedAt: expect.any(String) });
    expect(row).not.toHaveProperty('Ids');
    expect(row).not.toHaveProperty('Pseudonym');
    expect(everythingIn(store.tables)).not.toContain(person.id);
  });

  test('deletes a generation above the head an hour after it was first seen, and none before', async () => {
    const [head] = store.tables.rows('CallRecords');
    const [participant] = store.tables
      .rows('Participants')
      .filter(({ partitionKey }) => partitionKey === calls[0]);
    if (head === undefined || participant === undefined) throw new Error('fixture: nothing is stored');
    const above = 'v99r0-0123456789ab';
    await store.table('Participants').upsert({
      ...participant,
      rowKey: participant.rowKey.replace(/v\d+r\d+-[0-9a-f]+/, above),
      cells: {
        ...participant.cells,
        Generation: { type: 'String', value: above },
        Version: { type: 'Int64', value: 99n },
        LastModifiedDateTime: { type: 'DateTime', value: '2026-12-24T00:00:00.0000000Z' as never },
        IdentityId: { type: 'String', value: person.id },
      },
    });
    await requestErasure(store, systemRandom, [person.id]);
    store.clock.advance({ minutes: HOUR_MINUTES });
    await forget(forgetting());
    store.clock.advance({ minutes: HOUR_MINUTES - 1 });
    await forget(forgetting());
    expect(everythingIn(store.tables)).toContain(above);
    store.clock.advance({ minutes: 1 });
    await forgetAll();
    expect(everythingIn(store.tables)).not.toContain(above);
    expect(readable()).toEqual([]);
  });

  test('ends the same wherever its process ends', async () => {
    const streams = store.tables.rows('MediaStreams').length;
    let requests = 0;
    await requestErasure(store, systemRandom, [person.id]);
    store.clock.advance({ minutes: HOUR_MINUTES });
    const asked = createSnapshot();
    const counting = store.tables.seenThrough(({ phase }) => {
      if (phase === 'before') requests += 1;
    });
    await forget(forgetting(counting));
    expect(requests).toBeGreaterThan(20);
    for (let last = 1; last < requests; last += 1) {
      await restore(asked);
      let seen = 0;
      const dying = store.tables.seenThrough(({ phase }) => {
        if (phase === 'after') seen += 1;
        if (seen >= last) throw new Error('the process ended');
      });
      await expect(forget(forgetting(dying))).rejects.toThrow('ended');
      await forgetAll();
      expect(readable(), `after request ${last}`).toEqual([]);
      expect(store.tables.rows('MediaStreams')).toHaveLength(streams);
    }
  }, 300_000);
});

function createSnapshot() {
  return store.tables.names.map((name) => [name, store.tables.rows(name)] as const);
}

async function restore(snapshot: ReturnType<typeof createSnapshot>): Promise<void> {
  for (const [name, rows] of snapshot) {
    for (const row of store.tables.rows(name)) await store.tables.table(name).delete(row);
    for (const row of rows) await store.tables.table(name).upsert(row);
  }
}
