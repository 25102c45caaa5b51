/** Calls that are excluded: of what Graph sent, a head is kept and nothing that names a person. */

import { describe, expect, it } from 'vitest';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import type { Tables } from '../../src/ports/storage.ts';
import { rebuild, storeFromDocument } from '../../src/store/rebuild.ts';
import { childTableNames } from '../../src/tables/declarations/index.ts';
import { createDoor } from '../../src/withheld/door.ts';
import type { Withheld } from '../../src/withheld/withheld.ts';
import { everythingIn } from '../forget/held.ts';
import { excluding } from '../withheld/excluding.ts';
import {
  callId,
  inStore,
  linkOf,
  rowsOf,
  store,
  usersIndexed,
  type Version,
  watched,
} from './call-in-store.ts';

function childrenIn(storage: MemoryTables): number {
  return childTableNames.reduce((sum, table) => sum + rowsOf(storage, table).length, 0);
}

/** The call with two participants, and a session of each. */
const CALL: Version = {
  participants: ['doctor-0001', 'ben-0000001'],
  callers: ['doctor-0001', 'ben-0000001'],
};

describe('a call in which somebody is excluded', () => {
  it('leaves its head alone: which call, when it was, its version, and how much Graph sent', async () => {
    const storage = createMemoryTables();
    expect(await store(storage, CALL, { withheld: excluding('user', 'doctor-0001') })).toBe('withheld');
    expect(childrenIn(storage)).toBe(0);
    expect(usersIndexed(storage)).toEqual([]);
    const [head] = rowsOf(storage, 'CallRecords');
    expect(head).toMatchObject({
      Withheld: 'excluded',
      CallId: callId,
      Version: 1n,
      CallStartDateTime: '2026-11-23T09:00:00.0000000Z',
      CallEndDateTime: '2026-11-24T01:00:00.0000000Z',
      ParticipantCount: 0,
      ParticipantsReceived: 2,
      SessionsReceived: 2,
      SegmentsReceived: 2,
      MediaStreamsReceived: 2,
      DocumentRows: 0,
    });
    const [listed] = rowsOf(storage, 'CallsByDay');
    expect(listed).toMatchObject({ Withheld: 'excluded', Version: 1n });
    for (const row of [head, listed]) {
      const named = Object.keys(row ?? {}).filter((column) =>
        /^(Organizer|CallType|CallModalities|JoinWebUrl)/.test(column),
      );
      expect(named).toEqual([]);
    }
  });

  it('has not a row written before all its participants are read', async () => {
    const { tables, requests } = watched();
    await store(tables, CALL, { withheld: excluding('user', 'doctor-0001') });
    expect(requests.map(({ table, operation }) => `${operation} ${table}`)).toEqual([
      'get CallRecords',
      'insert CallRecords',
      'upsert CallsByDay',
      'get CallRecords',
    ]);
  });

  it('leaves no row of the sessions before the one that alone shows who it is', async () => {
    const storage = createMemoryTables();
    const version = { participants: ['ada', 'ben'], callers: ['ada', 'ben', 'doctor-0001'] };
    expect(await store(storage, version, { withheld: excluding('user', 'DOCTOR-0001') })).toBe('withheld');
    expect(childrenIn(storage)).toBe(0);
    expect(rowsOf(storage, 'CallRecords')).toMatchObject([{ SessionsReceived: 3, MediaStreamsReceived: 3 }]);
    expect(everythingIn(storage)).not.toContain('doctor-0001');
  });

  it('is stored whole when a later version names nobody who is excluded', async () => {
    const storage = createMemoryTables();
    const options = { withheld: excluding('user', 'doctor-0001') };
    await store(storage, CALL, options);
    expect(await store(storage, { version: 2 }, options)).toBe('stored');
    expect(rowsOf(storage, 'CallRecords')[0]).not.toHaveProperty('Withheld');
    expect(rowsOf(storage, 'Participants')).toHaveLength(2);
  });

  it('is as new as what Graph shows: a notification that comes again costs one read of the head', async () => {
    const storage = createMemoryTables();
    const options = { withheld: excluding('user', 'doctor-0001') };
    await store(storage, CALL, options);
    const { tables, requests } = watched(storage);
    expect(await store(tables, CALL, options)).toBe('superseded');
    expect(requests).toHaveLength(1);
  });

  it('comes back once the exclusion is lifted and the call is replayed', async () => {
    const storage = createMemoryTables();
    await store(storage, CALL, { withheld: excluding('user', 'doctor-0001') });
    expect(await store(storage, CALL, { rewrite: true, attemptedBefore: true })).toBe('stored');
    expect(rowsOf(storage, 'CallRecords')).toMatchObject([
      { Revision: 1, ParticipantCount: 2, SessionCount: 2 },
    ]);
    expect(usersIndexed(storage)).toEqual(['ben-0000001', 'doctor-0001']);
  });
});

describe('a stored call', () => {
  it('loses all but its head when it is stored again from its document', async () => {
    const storage = createMemoryTables();
    await store(storage, CALL);
    expect(everythingIn(storage)).toContain('doctor-0001');
    expect(await again(storage, excluding('user', 'doctor-0001'))).toBe(true);
    expect(childrenIn(storage)).toBe(0);
    expect(rowsOf(storage, 'CallRecords')).toMatchObject([{ Withheld: 'excluded', Revision: 1 }]);
    expect(everythingIn(storage)).not.toContain('doctor-0001');
  });

  it('is left as it is, and made good where a run was ended, when it is withheld already', async () => {
    const storage = createMemoryTables();
    const withheld = excluding('user', 'doctor-0001');
    await store(storage, CALL, { withheld });
    const before = rowsOf(storage, 'CallRecords');
    await storage.table('CallsByDay').delete(storage.rows('CallsByDay')[0] as never);
    expect(await again(storage, withheld)).toBe(true);
    expect(rowsOf(storage, 'CallRecords')).toEqual(before);
    expect(rowsOf(storage, 'CallsByDay')).toMatchObject([{ Withheld: 'excluded' }]);
  });

  it('is not asked for a document by a rebuild when it is withheld', async () => {
    const storage = createMemoryTables();
    await store(storage, CALL, { withheld: excluding('user', 'doctor-0001') });
    const [head] = storage.rows('CallRecords');
    if (head === undefined) throw new Error('fixture: no head');
    await storage.table('CallRecords').merge({ ...head, cells: { Layout: { type: 'Int32', value: 1 } } });
    const day = '2026-11-23' as never;
    const progress = { advanced: () => {}, finished: () => {}, failed: () => {} };
    const counts = await rebuild(rebuilding(storage), { from: day, to: day }, progress);
    expect(counts).toEqual({ rebuilt: 0, current: 1, failed: 0 });
  });

  function rebuilding(tables: Tables, withheld?: Withheld) {
    const through = inStore(tables);
    const door = withheld === undefined ? createDoor(through) : { read: async () => withheld };
    return { store: through, random: systemRandom, door };
  }

  async function again(tables: Tables, withheld: Withheld): Promise<boolean> {
    return await storeFromDocument(rebuilding(tables, withheld), callId);
  }
});

describe('who organized a call', () => {
  it('is excluded by their name in the record, and as a participant of others they are not', async () => {
    const byAda = createMemoryTables();
    expect(await store(byAda, CALL, { withheld: excluding('organizer', 'ada') })).toBe('withheld');
    expect(await store(createMemoryTables(), CALL, { withheld: excluding('organizer', 'ben-0000001') })).toBe(
      'stored',
    );
  });

  it('is who the link says, only where the record names nobody', async () => {
    const [organizer, other] = ['a', 'b'].map((digit) => `d0c8e3a2-0000-4000-8000-00000000000${digit}`);
    const chat = {
      joinWebUrl: `https://teams.microsoft.com/l/meetup-join/19:${organizer}_${other}@unq.gbl.spaces/0`,
    };
    const ofOrganizer = { user: { id: organizer ?? '' } };
    const kept = async (version: Version, id: string | undefined) =>
      await store(createMemoryTables(), version, { withheld: excluding('organizer', id ?? '') });
    expect(await kept({ ...chat, organizer: ofOrganizer }, other)).toBe('stored');
    expect(await kept({ joinWebUrl: linkOf(other ?? ''), organizer: ofOrganizer }, other)).toBe('stored');
    expect(await kept({ joinWebUrl: linkOf(organizer ?? ''), organizer: null }, organizer)).toBe('withheld');
    expect(await kept({ ...chat, organizer: null }, other)).toBe('stored');
  });

  it('is excluded as a user, too, without having joined', async () => {
    expect(await store(createMemoryTables(), CALL, { withheld: excluding('user', 'ada') })).toBe('withheld');
  });
});

describe('the calls of others', () => {
  it('are stored as ever', async () => {
    const storage = createMemoryTables();
    expect(await store(storage, CALL, { withheld: excluding('user', 'someone-else') })).toBe('stored');
    const plain = createMemoryTables();
    await store(plain, CALL);
    expect(rowsOf(storage, 'Sessions').length).toBe(rowsOf(plain, 'Sessions').length);
  });
});
