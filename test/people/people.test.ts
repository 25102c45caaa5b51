import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { idsWithAddresses } from '../../src/forget/held-of-person.ts';
import type { JsonObject } from '../../src/language/json.ts';
import { findPeople } from '../../src/people/find-people.ts';
import { deletePerson } from '../../src/people/record-people.ts';
import { userNamed } from '../../src/people/user-named.ts';
import type { Tables } from '../../src/ports/storage.ts';
import { summarizeDay } from '../../src/summaries/summarize-day.ts';
import { inStore, numberedCall, once, store, tenantId, valuesOf, watched } from '../store/call-in-store.ts';
import { day } from '../store/earlier-layout.ts';

const DAY = day('2026-11-23');
const NO_SIGNAL = new AbortController().signal;
const ADA = personId(1);
const BEN = personId(2);

let tables: MemoryTables;
let calls: number;

beforeEach(() => {
  tables = createMemoryTables();
  calls = 0;
});

function personId(number: number): string {
  return `a0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** An identity set of a user of the own tenant, unless the properties say otherwise. */
function user(id: string, displayName?: string, properties: JsonObject = {}): JsonObject {
  return { user: { id, tenantId, ...(displayName === undefined ? {} : { displayName }), ...properties } };
}

/** Stores a call that started at this hour of the day, with these participants. */
async function callOf(hour: number, ...participants: ReadonlyArray<JsonObject>): Promise<void> {
  calls += 1;
  const start = `${DAY}T${String(hour).padStart(2, '0')}:00:00Z`;
  await store(tables, { callId: numberedCall(calls), start, participants });
}

function sumUp(through: Tables = tables) {
  return summarizeDay(inStore(through), DAY, NO_SIGNAL);
}

const persons = () => rowsBeginning('person_').map(valuesOf);
const words = (id = ADA) =>
  rowsBeginning('word_')
    .filter(({ cells }) => cells.IdentityId?.value === id)
    .map(({ rowKey }) => rowKey.slice('word_'.length, -id.length - 1));

function rowsBeginning(beginning: string) {
  return tables.rows('People').filter(({ rowKey }) => rowKey.startsWith(beginning));
}

const found = async (text: string) =>
  (await findPeople(inStore(tables), text, 50)).map(({ IdentityId }) => IdentityId).sort();

describe('the people of a day', () => {
  it('are the users of the tenant in its calls, with latest name, sign-in name, last start, and their words', async () => {
    await callOf(9, user(ADA.toUpperCase(), 'Ada Lovelace', { userPrincipalName: 'Ada@contoso.example' }));
    await sumUp();
    expect(persons()).toEqual([
      {
        IdentityId: ADA,
        DisplayName: 'Ada Lovelace',
        UserPrincipalName: 'Ada@contoso.example',
        LastSeenAt: '2026-11-23T09:00:00.0000000Z',
      },
    ]);
    expect(words()).toEqual(['ada@contoso.example', 'ada', 'lovelace']);
  });

  it('have no guests, outsiders, phones, applications and users of whom Graph names no tenant', async () => {
    const elsewhere = { tenantId: '99999999-0000-4000-8000-000000000000' };
    const known = { id: ADA, displayName: 'Ada', tenantId };
    await callOf(
      9,
      user(ADA, 'Ada of elsewhere', elsewhere),
      user(ADA, 'Ada of nowhere', { tenantId: null }),
      user('ada', 'Ada without an object id'),
      { guest: known },
      { applicationInstance: known },
      { acsUser: known },
      { phone: { id: '+442079460436', displayName: 'Ada', tenantId } },
    );
    await sumUp();
    expect(tables.rows('People')).toEqual([]);
  });

  it('are found by words of names without accents and in lower case, whatever letters these have', async () => {
    await callOf(9, user(ADA, 'Łukasz O’Neill-Müller (Straße) Ærø 😕 李小龍'));
    await sumUp();
    expect(words().sort()).toEqual(['lukasz', 'o', 'neill', 'muller', 'strasse', 'aero', '李小龍'].sort());
    for (const text of ['lukasz', 'ŁUKASZ MÜLL', 'Straße', 'strasse neill', '李小', "o'neill"]) {
      expect(await found(text), text).toEqual([ADA]);
    }
    for (const text of ['lukaszx', 'lukasz mullerx', '😕', '', '_', 'word_']) {
      expect(await found(text), text).toEqual([]);
    }
  });

  it('may have names of 500 characters, of one word or of hundreds', async () => {
    const long = 'X'.repeat(500);
    const many = Array.from({ length: 250 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join(' ');
    await callOf(9, user(ADA, long), user(BEN, many));
    await sumUp();
    expect(persons().map(({ DisplayName }) => DisplayName)).toEqual([long, many]);
    expect(words(ADA)).toEqual(['x'.repeat(64)]);
    expect(words(BEN)).toHaveLength(39);
    expect(await found(long)).toEqual([ADA]);
    expect(await found(many.slice(0, 3))).toEqual([BEN]);
  });

  it('may have names that no key and no batch could hold', async () => {
    await callOf(
      9,
      user(ADA, 'a/b\\c#d?e_f!\u0000\ud800 '.repeat(1_500), { userPrincipalName: '#!/'.repeat(300) }),
    );
    await sumUp();
    expect(words()).toContain('a');
    expect(await found('b')).toEqual([ADA]);
  });

  it('may have no name: then they keep the one of an earlier call, if there is one', async () => {
    await callOf(9, user(ADA, 'Ada Lovelace'));
    await callOf(10, user(ADA, ''), user(BEN), user(personId(3), '  '));
    await sumUp();
    expect(persons()).toMatchObject([
      { IdentityId: ADA, DisplayName: 'Ada Lovelace', LastSeenAt: '2026-11-23T10:00:00.0000000Z' },
      { IdentityId: BEN },
      { IdentityId: personId(3) },
    ]);
    expect(words(BEN)).toEqual([]);
  });

  it('are looked up by an object id that has no letter, which is no phone number', async () => {
    const id = '11111111-1111-4111-8111-111111111111';
    expect(await userNamed(inStore(tables), id, 10)).toEqual({ ids: [id], people: [] });
    const printed = '+44 (0)20 7946-0436';
    const { ids } = await userNamed(inStore(tables), printed, 10);
    expect(ids).toEqual(['+442079460436', '442079460436', printed]);
  });

  it('are found in calls by their SIP address, too', async () => {
    await callOf(9, user(ADA, 'Ada Lovelace', { userPrincipalName: 'ada@contoso.example' }));
    await sumUp();
    const sip = 'sip:ada@contoso.example';
    for (const text of ['lovelace', ADA, ADA.toUpperCase()])
      expect((await userNamed(inStore(tables), text, 1)).ids, text).toEqual([ADA, sip]);
    expect((await userNamed(inStore(tables), BEN, 1)).ids).toEqual([BEN]);
    expect(await idsWithAddresses(inStore(tables), [ADA])).toEqual([ADA, 'ada@contoso.example', sip]);
    expect(await idsWithAddresses(inStore(tables), [sip])).toEqual([sip]);
  });

  it('may share a name', async () => {
    await callOf(9, user(ADA, 'Ada Lovelace'), user(BEN, 'Ada Lovelace'));
    await sumUp();
    expect(await found('lovelace ada')).toEqual([ADA, BEN]);
    expect(await findPeople(inStore(tables), 'ada', 1)).toHaveLength(1);
  });

  it('lose their former name and its words, and keep the latest whatever the order of the calls', async () => {
    await callOf(10, user(ADA, 'Ada Lovelace', { userPrincipalName: 'ada@contoso.example' }));
    await sumUp();
    await callOf(9, user(ADA, 'Augusta Byron', { userPrincipalName: 'augusta@contoso.example' }));
    await sumUp();
    expect(words()).toEqual(['ada@contoso.example', 'ada', 'lovelace']);
    await callOf(11, user(ADA, 'Ada King', { userPrincipalName: 'king@contoso.example' }));
    await sumUp();
    expect(words()).toEqual(['ada', 'king@contoso.example', 'king']);
    expect(await found('lovelace')).toEqual([]);
    expect(await found('KING@contoso.example')).toEqual([ADA]);
    expect(await found('king@contoso.exampl')).toEqual([]);
  });

  it('are not found by the row of a word that is not in their name', async () => {
    await callOf(9, user(ADA, 'Ada Lovelace'));
    await sumUp();
    const [word] = rowsBeginning('word_ada');
    if (word === undefined) throw new Error('no word is stored');
    const DisplayName = { type: 'String', value: 'Byron' } as const;
    await tables
      .table('People')
      .upsert({ ...word, rowKey: `word_byron_${ADA}`, cells: { ...word.cells, DisplayName } });
    expect(await found('byron')).toEqual([]);
  });

  it('are renamed although an operator has deleted the row of a word', async () => {
    await callOf(9, user(ADA, 'Ada Lovelace'));
    await sumUp();
    for (const row of rowsBeginning('word_ada')) await tables.table('People').delete(row);
    await callOf(10, user(ADA, 'Augusta'));
    await sumUp();
    expect(words()).toEqual(['augusta']);
  });
});

it('a person who is seen again while their row is deleted stays, and is found by each word', async () => {
  await callOf(9, user(ADA, 'Ada Lovelace'));
  await sumUp();
  const [row] = rowsBeginning('person_');
  if (row === undefined) throw new Error('nobody is stored');
  const seenAgain = once(tables, { table: 'People', operation: 'delete', phase: 'before' }, async () => {
    await callOf(10, user(ADA, 'Ada Lovelace'));
    await sumUp();
  });
  await deletePerson(inStore(seenAgain), row);
  expect(persons()).toMatchObject([{ IdentityId: ADA, LastSeenAt: `${DAY}T10:00:00.0000000Z` }]);
  expect(words()).toEqual(['ada', 'lovelace']);
});

describe('writing the people of a day', () => {
  const requestsOf = async () => {
    const { tables: seen, requests } = watched(tables);
    await sumUp(seen);
    return requests
      .filter(({ table }) => table === 'Participants' || table === 'People')
      .map(({ operation, table }) => `${operation} ${table}`);
  };

  it('asks for the calls of hours that have changed, and for nothing while none has', async () => {
    await callOf(9, user(ADA, 'Ada'));
    await callOf(10, user(ADA, 'Ada'), user(BEN, 'Ben'));
    await sumUp();
    expect(await requestsOf()).toEqual([]);
    await callOf(11, user(BEN, 'Ben'));
    expect(await requestsOf()).toEqual(['query Participants', 'get People', 'batch People']);
  });

  it('of a new version of a call reads that hour again, and writes only what differs', async () => {
    await callOf(9, user(ADA, 'Ada'));
    await sumUp();
    const start = `${DAY}T09:00:00Z`;
    await store(tables, {
      callId: numberedCall(1),
      version: 2,
      start,
      participants: [user(ADA, 'Ada'), user(BEN, 'Ben')],
    });
    expect((await requestsOf()).sort()).toEqual([
      'batch People',
      'get People',
      'get People',
      'query Participants',
    ]);
    expect(persons()).toHaveLength(2);
  });

  it('ends right in the next pass, wherever a process ends on the way', async () => {
    const DEATHS = [
      { table: 'Participants', phase: 'after' },
      { table: 'People', operation: 'get', phase: 'before' },
      { table: 'People', operation: 'batch', phase: 'before' },
      { table: 'People', operation: 'batch', phase: 'after' },
      { table: 'QualitySummaries', operation: 'batch', phase: 'before' },
      { table: 'QualitySummaries', operation: 'batch', phase: 'after' },
    ] as const;
    for (const death of DEATHS) {
      tables = createMemoryTables();
      await callOf(9, user(ADA, 'Ada Lovelace'), user(BEN, 'Ben'));
      await sumUp();
      await callOf(10, user(ADA, 'Ada King'), user(BEN, 'Benjamin'));
      const dying = once(tables, death, () => {
        throw new Error('the process ended');
      });
      await expect(sumUp(dying)).rejects.toThrow('ended');
      expect(await sumUp()).toBe('summarized');
      expect([words(ADA), words(BEN)], JSON.stringify(death)).toEqual([['ada', 'king'], ['benjamin']]);
      expect(await sumUp()).toBe('unchanged');
    }
  });

  it('stops when its time is over', async () => {
    await callOf(9, user(ADA, 'Ada'));
    const time = new AbortController();
    const seen = once(tables, { table: 'MediaStreams', phase: 'after' }, () => time.abort(new Error('over')));
    await expect(summarizeDay(inStore(seen), DAY, time.signal)).rejects.toThrow('over');
    expect(tables.rows('People')).toEqual([]);
  });
});
