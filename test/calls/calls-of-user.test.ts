import { describe, expect, test } from 'vitest';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { type CallsOfUserOptions, callsOfUser } from '../../src/calls/calls-of-user.ts';
import type { Tables } from '../../src/ports/storage.ts';
import type { CallRecordValues } from '../../src/tables/declarations/call-records.ts';
import { tablesUnderTest } from '../conformance/storages.ts';
import { dateTime } from '../store/call-in-parts.ts';
import { callId, inStore, numberedCall, once, rowsOf, store, watched } from '../store/call-in-store.ts';

async function callsOf(tables: Tables, userId: string, options?: CallsOfUserOptions) {
  const calls: Array<CallRecordValues> = [];
  for await (const { rows } of callsOfUser(inStore(tables), userId, options)) calls.push(...rows);
  return calls.map(({ CallId }) => CallId);
}

test('the calls of a person come with the latest first, and nobody else among them', async () => {
  const storage = createMemoryTables();
  const starts = ['2026-11-22T09:00:00Z', '2026-11-23T09:00:00.0000001Z', '2026-11-23T09:00:00Z'];
  for (const [index, start] of starts.entries()) await store(storage, { callId: numberedCall(index), start });
  await store(storage, { callId: numberedCall(9), participants: ['ben', 'ada lovelace'] });
  expect(await callsOf(storage, 'ada')).toEqual([1, 2, 0].map(numberedCall));
  expect(await callsOf(storage, 'grace')).toEqual([]);
});

test('since an instant means from that instant on', async () => {
  const storage = createMemoryTables();
  const starts = ['2026-11-22T23:59:59.9999999Z', '2026-11-23T00:00:00Z', '2026-11-23T00:00:00.0000001Z'];
  for (const [index, start] of starts.entries()) await store(storage, { callId: numberedCall(index), start });
  const since = dateTime('2026-11-23T00:00:00Z');
  expect(await callsOf(storage, 'ada', { since })).toEqual([2, 1].map(numberedCall));
});

test('whoever was only at an end of a session is found, and so is any kind of identity', async () => {
  const storage = createMemoryTables();
  const long = `teamsvisitor:${'/'.repeat(1_000)}`;
  await store(storage, {
    participants: ['ada', { phone: { id: '+15555550123' } }],
    callers: [{ guest: { id: long } }],
  });
  for (const id of ['+15555550123', long]) expect(await callsOf(storage, id)).toEqual([callId]);
});

describe.each(tablesUnderTest)('$name', ({ create }) => {
  test('any text that Graph sends as an id leads to its calls, and to those only', async () => {
    const tables = await create();
    const ids = [
      ...[
        'a/b',
        'a\\b',
        'a#b',
        'a?b',
        'a_b',
        'a%2Fb',
        'a%b',
        'a+b',
        'a b',
        ' a',
        'a ',
        "a'b",
        'a"b',
        'a&b=c',
        'a,b;c',
      ],
      ...[
        '!',
        '!002F',
        '\u0000\t\u007f\u009f',
        '😀é\u00a0',
        '(a)',
        '$batch',
        '..',
        'a.',
        'A/B',
        'ä',
        'a\u0308',
        // Half of a surrogate pair: cells, and so the index, hold U+FFFD in its place.
        'x\ud800',
      ],
      ...[
        'x'.repeat(1_000),
        `${'x'.repeat(999)}/`,
        '/'.repeat(1_000),
        '😀'.repeat(500),
        'i'.repeat(20_000),
        '(nobody)',
      ],
    ];
    await store(tables, { participants: ids.slice(0, -1) });
    await store(tables, {
      callId: numberedCall(2),
      callers: ids.slice(0, -1),
      start: '2026-11-22T09:00:00Z',
    });
    // Another generation: hints are confirmed by comparing the id with the columns.
    await store(tables, { callId: numberedCall(2), callers: ids.slice(0, -1), version: 2 });
    for (const id of ids.slice(0, -1)) {
      expect(await callsOf(tables, id), id.slice(0, 20)).toEqual([callId, numberedCall(2)]);
    }
    expect(await callsOf(tables, '(nobody)')).toEqual([]);
  });
});

test('the case of a GUID makes no difference', async () => {
  const storage = createMemoryTables();
  const id = 'd0c8e3a2-0000-4000-8000-00000000000a';
  await store(storage, { participants: [id.toUpperCase()] });
  expect(await callsOf(storage, id)).toEqual([callId]);
  expect(await callsOf(storage, id.toUpperCase())).toEqual([callId]);
});

test('the latest calls can be had without reading the others', async () => {
  const { tables, requests } = watched();
  for (let number = 0; number < 120; number += 1) await store(tables, { callId: numberedCall(number) });
  requests.length = 0;
  for await (const { rows } of callsOfUser(inStore(tables), 'ada')) {
    expect(rows).toHaveLength(50);
    break;
  }
  expect(requests).toHaveLength(51);
});

describe('when a version has replaced the one that was indexed', () => {
  const crowd = Array.from({ length: 30 }, (_, index) => `user ${index}`);

  function hintOf(storage: MemoryTables, user: string) {
    const hint = storage.rows('CallsByUser').find(({ cells }) => cells.IdentityId?.value === user);
    if (hint === undefined) throw new Error('fixture: there is no hint');
    return hint;
  }

  test('those who are still in it, in whatever place, have the call', async () => {
    const storage = createMemoryTables();
    await store(storage, { participants: crowd });
    await store(storage, { version: 2, participants: crowd.slice(2), callers: crowd.slice(1) });
    expect(await callsOf(storage, 'user 1')).toEqual([callId]);
    expect(await callsOf(storage, 'user 2')).toEqual([callId]);
  });

  test('the user whose telephone somebody in it used has the call', async () => {
    const storage = createMemoryTables();
    const telephone = { phone: { id: '+15555550123' }, assertedIdentity: { id: 'ada' } };
    await store(storage, { participants: [...crowd, telephone] });
    const hint = hintOf(storage, 'ada');
    await store(storage, { version: 2, participants: [...crowd, telephone] });
    await storage.table('CallsByUser').upsert(hint);
    expect(await callsOf(storage, 'ada')).toEqual([callId]);
  });

  test('those who left it do not, although a hint of theirs is left', async () => {
    const storage = createMemoryTables();
    await store(storage, { participants: crowd });
    const stray = hintOf(storage, 'user 0');
    await store(storage, { version: 2, participants: crowd.slice(1) });
    await storage.table('CallsByUser').upsert(stray);
    expect(await callsOf(storage, 'user 0')).toEqual([]);
  });

  test('those who came back have it', async () => {
    const storage = createMemoryTables();
    await store(storage, { participants: crowd });
    await store(storage, { version: 2, participants: crowd.slice(1) });
    await store(storage, { version: 3, participants: crowd });
    expect(await callsOf(storage, 'user 0')).toEqual([callId]);
  });

  test.each([
    ['among the participants', (id: string) => ({ participants: [...crowd, id] })],
    ['at the end of a session', (id: string) => ({ participants: crowd, callers: [id] })],
  ])('those whose id it writes in another case, %s, still have it', async (_where, naming) => {
    const storage = createMemoryTables();
    const id = 'd0c8e3a2-0000-4000-8000-00000000000a';
    await store(storage, { participants: [...crowd, id.toUpperCase()] });
    await store(storage, { version: 2, ...naming(id) });
    // A third, so that the hint is confirmed by its spelling, not by its generation.
    await store(storage, { version: 3, ...naming(id) });
    expect(await callsOf(storage, id)).toEqual([callId]);
    expect(await callsOf(storage, id.toUpperCase())).toEqual([callId]);
  });

  test('while somebody looks, the call is not missed', async () => {
    const storage = createMemoryTables();
    await store(storage, { participants: crowd });
    await store(storage, { version: 2, participants: crowd });
    expect(rowsOf(storage, 'CallsByUser')).toHaveLength(crowd.length);
    const tables = once(storage, { table: 'Participants', operation: 'query', phase: 'before' }, () =>
      store(storage, { version: 3, participants: crowd }),
    );
    expect(await callsOf(tables, 'user 0')).toEqual([callId]);
  });
});
