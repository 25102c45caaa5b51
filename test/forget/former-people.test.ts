/** What the table People says of the others who were in a call that is withheld, or from which somebody was erased. */

import { beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/adapters/system.ts';
import { requestErasure, requestExclusion } from '../../src/forget/request.ts';
import type { JsonObject } from '../../src/language/json.ts';
import { REQUESTS_AT_ONCE, type Tables } from '../../src/ports/storage.ts';
import { summarizeDay } from '../../src/summaries/summarize-day.ts';
import { meetingKey } from '../../src/withheld/join-link.ts';
import { readWithheld } from '../../src/withheld/withheld.ts';
import {
  linkOf,
  numberedCall,
  once,
  rowsOf,
  type StoreOptions,
  store,
  tenantId,
  type Version,
  valuesOf,
  watched,
} from '../store/call-in-store.ts';
import { day } from '../store/earlier-layout.ts';
import { ForgetTimer } from './timer.ts';

const DAY = day('2026-11-23');
const COUNCIL = 'b0000000-0000-4000-8000-00000000000c';
const PATIENT = 'b0000000-0000-4000-8000-000000000001';
const NUMBER = '+493012345678';
const LINK = linkOf(COUNCIL);

let at: ForgetTimer;

beforeEach(() => {
  at = new ForgetTimer();
});

function user(id: string, displayName?: string, beside: JsonObject = {}): JsonObject {
  return { user: { id, tenantId, ...(displayName === undefined ? {} : { displayName }) }, ...beside };
}

/** A call that started in that hour. */
async function callAt(hour: string, call: number, shown: Version, options?: StoreOptions): Promise<void> {
  const start = `${DAY}T${hour}:17:23.1234567Z`;
  await store(at.tables, { callId: numberedCall(call), start, ...shown }, options);
}

/** The call of the council at nine. */
async function withheldCall(...others: ReadonlyArray<JsonObject>): Promise<void> {
  const organizer = user(COUNCIL, 'Council');
  const participants = [organizer, user(PATIENT, 'Patient Zero'), ...others];
  await callAt('09', 1, { participants, organizer, joinWebUrl: LINK });
}

const sumUp = (through?: Tables) =>
  summarizeDay(at.working(through).store, DAY, new AbortController().signal);

/** All that the table says, a line a row. */
const people = () =>
  at.tables.rows('People').map((row) => {
    const { DisplayName = '', LastSeenAt = '' } = valuesOf(row);
    return [row.rowKey, DisplayName, String(LastSeenAt).slice(11, 16)].join(' ').trim();
  });

const exclude = (kind: 'user' | 'organizer' | 'meeting', id = COUNCIL) =>
  requestExclusion(at.working().store, systemRandom, { kind, ids: [id] });

describe.each([
  ['user', COUNCIL],
  ['organizer', COUNCIL],
  ['meeting', String(meetingKey(LINK))],
] as const)('a call that is withheld by an exclusion of a %s', (kind, id) => {
  it('leaves no row of those who were in no other', async () => {
    await withheldCall();
    await sumUp();
    expect(people().join()).toContain('Patient Zero');
    await exclude(kind, id);
    await at.untilFinished();
    await sumUp();
    expect(people()).toEqual([]);
  });

  it('leaves others as their latest call that is not withheld shows them', async () => {
    await callAt('07', 2, { participants: [user(PATIENT, 'Pat')] });
    await callAt('08', 3, { participants: [user(PATIENT)] });
    await withheldCall();
    await sumUp();
    await exclude(kind, id);
    await at.untilFinished();
    await sumUp();
    expect(people()).toEqual([`person_${PATIENT} Pat 08:17`, `word_pat_${PATIENT} Pat`]);
  });
});

it('of a call of that very instant, those stay who are in it', async () => {
  await callAt('09', 2, { participants: [user(PATIENT, 'Patient Zero')] });
  const another = 'b0000000-0000-4000-8000-000000000002';
  await withheldCall(user(another, 'Other'));
  await sumUp();
  await exclude('user');
  await at.untilFinished();
  await sumUp();
  expect(people().map((row) => row.split(' ')[0])).toContain(`person_${PATIENT}`);
  expect(people().join()).not.toContain(another);
});

it('a call that was stored, and whose next version is withheld as it comes, leaves none', async () => {
  await callAt('09', 1, { participants: [user(PATIENT, 'Patient Zero')] });
  await sumUp();
  await exclude('user');
  const withheld = await readWithheld(at.working().store);
  const participants = [user(PATIENT, 'Patient Zero'), user(COUNCIL)];
  await callAt('09', 1, { participants, version: 2 }, { withheld });
  expect(rowsOf(at.tables, 'CallRecords')).toMatchObject([{ Withheld: 'excluded' }]);
  await sumUp();
  expect(people()).toEqual([]);
});

describe('a user whom a call shows beside a number that is erased', () => {
  const beside = { phone: { id: NUMBER } };

  async function eraseNumber(): Promise<void> {
    await sumUp();
    await requestErasure(at.working().store, systemRandom, [NUMBER]);
    await at.untilFinished();
    await sumUp();
    expect(await at.isFinished()).toBe(true);
  }

  it('goes from People with the call', async () => {
    await callAt('09', 1, { participants: ['ada', user(PATIENT, 'Patient Zero', beside)] });
    await eraseNumber();
    expect(people()).toEqual([]);
    expect(at.naming('patient')).toEqual([]);
  });

  it('is found by another call, as that shows them', async () => {
    await callAt('08', 2, { participants: [user(PATIENT, 'Pat')] });
    await callAt('09', 1, { participants: [user(PATIENT, 'Patient Zero', beside)] });
    await eraseNumber();
    expect(people()).toEqual([`person_${PATIENT} Pat 08:17`, `word_pat_${PATIENT} Pat`]);
  });

  it('is found again by a call that started since', async () => {
    await callAt('09', 1, { participants: [user(PATIENT, 'Patient Zero', beside)] });
    await eraseNumber();
    at.clock.advance({ minutes: 60 });
    await callAt('10', 2, { participants: [user(PATIENT, 'Pat')] });
    await sumUp();
    expect(people()).toEqual([`person_${PATIENT} Pat 10:17`, `word_pat_${PATIENT} Pat`]);
  });

  it('goes also where a version came without them while the pass was under way', async () => {
    await callAt('09', 1, { participants: ['ada', user(PATIENT, 'Patient Zero', beside)] });
    await sumUp();
    await callAt('09', 2, { participants: ['ada'] });
    const atPass = { table: 'CallsByDay', operation: 'query', phase: 'before' } as const;
    const meanwhile = once(at.tables, atPass, async () => {
      await requestErasure(at.working().store, systemRandom, [NUMBER]);
      const withheld = await readWithheld(at.working().store);
      const participants = ['ada', user(PATIENT, 'Patient Zero', beside)];
      await callAt('09', 1, { participants, version: 2 }, { withheld });
    });
    await sumUp(meanwhile);
    expect(people()).toEqual([]);
  });
});

describe('what that costs', () => {
  const requestsOfPass = async () => {
    const { tables, requests } = watched(at.tables);
    await sumUp(tables);
    return requests.map(({ operation, table }) => `${operation} ${table}`);
  };

  it('is nothing for hours after an erasure, nor for those in which no call is withheld', async () => {
    await withheldCall();
    await sumUp();
    await exclude('user');
    await at.untilFinished();
    await sumUp();
    // To before the day that is summed up.
    at.clock.advance({ minutes: -60 * 48 });
    await requestErasure(at.working().store, systemRandom, [NUMBER]);
    await callAt('12', 2, { participants: [user(PATIENT, 'Pat')] });
    expect(await requestsOfPass()).not.toContain('query People');
  });

  it('is one call of each person, however many they were in, some at once', async () => {
    const ids = Array.from(
      { length: 30 },
      (_, n) => `b0000000-0000-4000-8000-0000000001${String(n).padStart(2, '0')}`,
    );
    const users = ids.map((id) => user(id, 'Pat'));
    for (let call = 2; call < 12; call += 1) await callAt('08', call, { participants: users });
    await withheldCall(...users);
    await sumUp();
    await exclude('user');
    await at.untilFinished();
    let [heads, underWay, most] = [0, 0, 0];
    await sumUp(
      at.tables.seenThrough(({ table, operation, phase }) => {
        if (table !== 'CallRecords' || operation !== 'get') return;
        underWay += phase === 'before' ? 1 : -1;
        if (phase === 'before') heads += 1;
        most = Math.max(most, underWay);
      }),
    );
    expect(heads).toBe(users.length);
    expect(most).toBeGreaterThan(REQUESTS_AT_ONCE / 2);
    expect(most).toBeLessThanOrEqual(REQUESTS_AT_ONCE);
    expect(people().filter((row) => row.endsWith('08:17'))).toHaveLength(users.length);
  });
});
