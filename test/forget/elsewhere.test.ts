/** Erased people in what is not a call: dead letters, waiting calls and the people who are found by name. */

import { beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/adapters/system.ts';
import { type DeadLetter, writeDeadLetter } from '../../src/dead-letters/dead-letter.ts';
import { forget } from '../../src/forget/forget.ts';
import { requestErasure } from '../../src/forget/request.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import type { CallId } from '../../src/language/identifiers.ts';
import type { JsonObject } from '../../src/language/json.ts';
import { silentLog } from '../../src/logs/log.ts';
import { recordPeople } from '../../src/people/record-people.ts';
import { StorageFailure } from '../../src/ports/storage.ts';
import type { Cell } from '../../src/tables/cell.ts';
import type { GenerationName } from '../../src/tables/generation.ts';
import {
  callId,
  numberedCall,
  once,
  rowsOf,
  store,
  tenantId,
  valuesOf,
  watched,
} from '../store/call-in-store.ts';
import { ForgetTimer, HOUR } from './timer.ts';

const PHONE = '+4912345';
const ADDRESS = 'ada.lovelace@contoso.example';
const USER = '7aab7892-2ff6-4822-a528-32255f8477cd';
/** Characters of a body that one cell holds, and all of them. */
const CELL = 32_000;
const ALL_CELLS = 3 * CELL;

let at: ForgetTimer;

beforeEach(() => {
  at = new ForgetTimer();
});

const erase = (...ids: ReadonlyArray<string>) => requestErasure(at.working().store, systemRandom, ids);

async function giveUp(body: string, letter: Partial<DeadLetter> = {}): Promise<void> {
  await writeDeadLetter(at.working().store, silentLog, {
    source: 'call-records',
    messageId: `${at.tables.rows('DeadLetters').length}`,
    receivedAt: at.clock.now(),
    reason: 'not ours',
    mayReplay: false,
    body,
    ...letter,
  });
}

function bodies(): ReadonlyArray<string> {
  return at.tables
    .rows('DeadLetters')
    .map(valuesOf)
    .map(({ Body, Body2 = '', Body3 = '' }) => `${Body}${Body2}${Body3}`);
}

const lengths = () => at.tables.rows('DeadLetters').map((row) => valuesOf(row).BodyLength);
const text = (value: string): Cell => ({ type: 'String', value });

describe('a dead letter', () => {
  it.each([1, 2])('loses an address that stands across the end of cell %s', async (cell) => {
    for (let before = 1; before < ADDRESS.length; before += 3) {
      await giveUp(`${' '.repeat(cell * CELL - before)}${ADDRESS} and more`);
    }
    await erase(ADDRESS);
    await at.untilFinished();
    for (const body of bodies()) expect(body.trim()).toMatch(/^erased-[0-9a-f]{16} and more$/);
    expect(lengths()).toEqual(bodies().map(({ length }) => length));
  });

  it('loses the telephone and the name that stand beside an id, wherever the number stands in it', async () => {
    const caller = { phone: { id: PHONE }, user: { id: USER, displayName: 'Ada Lovelace' } };
    await giveUp(JSON.stringify({ caller, text: `called from ${PHONE}`, callee: { user: { id: 'ben' } } }));
    await erase(USER);
    await at.untilFinished();
    expect(at.naming(PHONE)).toEqual([]);
    expect(at.naming('lovelace')).toEqual([]);
    expect(at.naming('ben')).toHaveLength(1);
  });

  it('that was cut within an address loses its beginning', async () => {
    await giveUp(`${' '.repeat(ALL_CELLS - 12)}${ADDRESS} and more`);
    await erase(ADDRESS);
    await at.untilFinished();
    expect(bodies().map((body) => body.trim())).toEqual(['']);
    expect(lengths()).toEqual([ALL_CELLS - 12 + ADDRESS.length + ' and more'.length]);
  });

  it('that pseudonyms make longer than its cells hold is cut, and says so', async () => {
    await giveUp(`${PHONE} `.repeat(ALL_CELLS / (PHONE.length + 1)));
    await erase(PHONE);
    await at.untilFinished();
    expect(at.naming(PHONE)).toEqual([]);
    expect(bodies().map(({ length }) => length)).toEqual([ALL_CELLS]);
    expect(lengths()[0]).toBeGreaterThan(2 * ALL_CELLS);
  });

  it('keeps an operator’s note, which is cut where pseudonyms make it too long', async () => {
    await giveUp('{}');
    const [row] = at.tables.rows('DeadLetters');
    if (row === undefined) throw new Error('no letter');
    await at.tables.table('DeadLetters').merge({ ...row, cells: { note: text(`${PHONE} `.repeat(3_000)) } });
    await erase(PHONE);
    await at.untilFinished();
    expect(at.naming(PHONE)).toEqual([]);
    expect(valuesOf(at.tables.rows('DeadLetters')[0]).note).toMatch(/^erased-.+…$/);
  });
});

describe('a row that cannot be changed', () => {
  it('keeps its erasure from its end, and neither the other rows nor other people’s erasures', async () => {
    for (const body of [`${PHONE} 1`, `${PHONE} 2`, `${USER} 3`]) await giveUp(body);
    const [first] = at.tables.rows('DeadLetters');
    await store(at.tables, { participants: ['ada', USER] });
    await erase(PHONE);
    at.clock.advance({ minutes: 1 });
    await erase(USER);
    const refusing = at.tables.seenThrough(({ table, operation, rowKeys }) => {
      if (table === 'DeadLetters' && operation === 'replace' && rowKeys[0] === first?.rowKey)
        throw new StorageFailure('too large', { status: 413 });
    });
    for (let hours = 0; hours < 4; hours += 1) {
      at.clock.advance(HOUR);
      await forget(at.working(refusing));
    }
    expect(at.naming(PHONE)).toHaveLength(1);
    expect(at.naming(USER)).toEqual([]);
    const { erasures } = await at.known();
    expect(erasures.map(({ values }) => [values.FinishedAt !== undefined, values.FailedInPass])).toEqual([
      [false, 1],
      [true, 0],
    ]);
    const [timer] = at.tables.rows('PipelineStatus').filter(({ rowKey }) => rowKey === 'forget');
    expect(valuesOf(timer).LastFailure).toMatch('rowNotErased');
    await at.untilFinished();
    expect(at.naming(PHONE)).toEqual([]);
  });

  it('of an erasure that an operator has broken does not keep other people’s from going on', async () => {
    await store(at.tables, { participants: ['ada', USER] });
    const broken = await erase(PHONE);
    await erase(USER);
    const row = { partitionKey: tenantId, rowKey: broken };
    await at.tables.table('Withheld').merge({ ...row, cells: { LeftAbove: text('{') } });
    at.clock.advance(HOUR);
    await expect(forget(at.working())).rejects.toThrow('SyntaxError');
    expect(at.naming(USER)).toEqual([]);
  });
});

it('the row of a waiting call goes whose key is the id of a user, and so does that id as the call of a letter', async () => {
  const waiting = {
    State: text('unavailable'),
    NextAttemptAt: { type: 'DateTime', value: '2026-11-24T09:00:00.0000000Z' },
  } as const;
  for (const rowKey of [USER, callId])
    await at.tables.table('PendingCallRecords').upsert({ partitionKey: tenantId, rowKey, cells: waiting });
  await giveUp('{}', { callId: numberedCall(2) });
  const [letter] = at.tables.rows('DeadLetters');
  if (letter === undefined) throw new Error('no letter');
  await at.tables.table('DeadLetters').merge({ ...letter, cells: { CallId: { type: 'Guid', value: USER } } });
  await erase(USER);
  await at.untilFinished();
  expect(at.naming(USER)).toEqual([]);
  expect(at.tables.rows('PendingCallRecords').map(({ rowKey }) => rowKey)).toEqual([callId]);
});

it('a person whose row an operator has broken is found by no word any more', async () => {
  const person = { IdentityId: text(USER), DisplayName: text('Ada Lovelace') };
  for (const rowKey of [`person_${USER}`, `word_ada_${USER}`, `word_lovelace_${USER}`])
    await at.tables.table('People').upsert({ partitionKey: tenantId, rowKey, cells: person });
  await at.tables.table('People').upsert({ partitionKey: tenantId, rowKey: `person_${USER}`, cells: {} });
  await erase(USER);
  await at.untilFinished();
  expect(await at.isFinished()).toBe(true);
  expect(at.tables.rows('People')).toEqual([]);
});

describe('a person who takes part in calls that started since', () => {
  const BEFORE = '2026-11-24T08:00:00Z';
  const SINCE = '2026-11-24T09:10:00Z';

  async function takesPart(call: CallId, start: string, shown: JsonObject): Promise<void> {
    const { store: working } = at.working();
    await store(at.tables, {
      callId: call,
      start,
      participants: [{ user: { id: USER, tenantId, ...shown } }],
    });
    const generation = rowsOf(at.tables, 'CallRecords', call)[0]?.Generation as GenerationName;
    const current = { callId: call, generation, startedAt: toDateTime(new Date(start)) };
    await recordPeople(working, [current], new AbortController().signal);
  }

  const people = () => at.tables.rows('People').map((row) => [row.rowKey, valuesOf(row).UserPrincipalName]);

  it('is found by what those show and by nothing else, and the erasure ends', async () => {
    await takesPart(numberedCall(1), BEFORE, { displayName: 'Ada Byron', userPrincipalName: ADDRESS });
    await erase(USER);
    await takesPart(numberedCall(2), SINCE, { displayName: 'Ada Lovelace' });
    expect(people()).toContainEqual([`person_${USER}`, ADDRESS]);
    await at.untilFinished();
    expect(await at.isFinished()).toBe(true);
    expect(people()).toEqual([
      [`person_${USER}`, undefined],
      [`word_ada_${USER}`, undefined],
      [`word_lovelace_${USER}`, undefined],
    ]);
  });

  it('is found no more where the only one of those lost the person in a later version', async () => {
    await erase(USER);
    await takesPart(numberedCall(2), SINCE, { displayName: 'Ada Lovelace' });
    expect(people()).toHaveLength(3);
    await store(at.tables, { callId: numberedCall(2), start: SINCE, version: 2, participants: ['ben'] });
    await at.untilFinished();
    expect(await at.isFinished()).toBe(true);
    expect(people()).toEqual([]);
  });
});

it('a run that is over before all dead letters were looked at is gone on with where it stopped', async () => {
  const letters = Array.from({ length: 20 }, (_, index) => `${PHONE} ${index}`);
  for (const letter of letters) await giveUp(letter);
  await erase(PHONE);
  const looked: Array<string | undefined> = [];
  const slow = at.tables.seenThrough(({ table, operation, phase, rowKeys }) => {
    if (table !== 'DeadLetters' || operation !== 'replace' || phase !== 'after') return;
    looked.push(rowKeys[0]);
    at.clock.advance({ minutes: 1 });
  });
  at.clock.advance(HOUR);
  const left = [];
  for (let run = 0; run < 3; run += 1) {
    await forget(at.working(slow));
    left.push(at.naming(PHONE).length);
    expect((await at.known()).erasures[0]?.values.FoundInPass).toBe([8, 16, 0][run]);
  }
  expect(left).toEqual([12, 4, 0]);
  expect(new Set(looked).size).toBe(looked.length);
  expect(await at.isFinished()).toBe(false);
  await at.untilFinished();
  expect(await at.isFinished()).toBe(true);
});

it('a run that goes on with a dead letter reads neither calls nor letters before it again', async () => {
  const notified = { source: 'notifications' } as const;
  await giveUp('{}');
  for (const body of ['{}', PHONE, `${PHONE} again`]) await giveUp(body, notified);
  await erase(PHONE);
  const slow = once(at.tables, { table: 'DeadLetters', operation: 'replace', phase: 'after' }, () =>
    at.clock.advance({ minutes: 9 }),
  );
  at.clock.advance(HOUR);
  await forget(at.working(slow));
  const last = at.tables.rows('DeadLetters').at(-1);
  expect((await at.known()).erasures[0]?.values.Cursor).toBe(`notifications ${last?.rowKey}`);
  const { tables, requests } = watched(at.tables);
  await forget(at.working(tables));
  const queried = requests.filter(({ operation }) => operation === 'query');
  for (const done of ['CallsByUser', 'CallRecords', 'PendingCallRecords'] as const)
    expect(queried.map(({ table }) => table)).not.toContain(done);
  expect(queried.filter(({ table }) => table === 'DeadLetters')).toMatchObject([
    { partitionKey: last?.partitionKey },
  ]);
  expect(at.naming(PHONE)).toEqual([]);
});
