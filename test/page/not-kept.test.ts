/** What the explorer shows of calls that are excluded, and of people who were erased. */

import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { requestErasure } from '../../src/forget/request.ts';
import type { Day } from '../../src/language/day.ts';
import { silentLog } from '../../src/logs/log.ts';
import { createStore, type Store } from '../../src/rows/store.ts';
import { summarizeDay } from '../../src/summaries/summarize-day.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { readWithheld } from '../../src/withheld/withheld.ts';
import { callId, numberedCall, store as storeCall, tenantId } from '../store/call-in-store.ts';
import { excluding } from '../withheld/excluding.ts';
import { pageOf, SECRET } from './page-in-test.ts';

const DAY = '2026-11-23' as Day;
const DOCTOR = 'doctor-0001';
const BEN = 'ben-0000001';
const CALL = { participants: [BEN, DOCTOR], callers: [BEN, DOCTOR] };

let tables: MemoryTables;
let clock: ManualClock;
let store: Store;

beforeEach(() => {
  tables = createMemoryTables();
  clock = new ManualClock('2026-11-24T09:00:00Z');
  store = createStore({ tables, tenantId, clock });
});

/** The addresses at which a call or a person could be seen. */
const addressesOf = (id: string) => [
  `/?day=${DAY}`,
  `/?day=${DAY}&person=${id}`,
  `/person?name=${id}`,
  `/call/${callId}`,
  `/where?from=${DAY}&to=${DAY}`,
  '/flow',
];

describe('the explorer shows of an excluded call', () => {
  beforeEach(async () => {
    await storeCall(tables, CALL, { withheld: excluding('user', DOCTOR) });
    await storeCall(tables, { ...CALL, callId: numberedCall(2), participants: [BEN], callers: [BEN] });
    await summarizeDay(store, DAY, new AbortController().signal);
  });

  it('that it was, and on no screen who was in it', async () => {
    const page = pageOf(store);
    for (const path of addressesOf(BEN)) expect(await page.screen(path), path).not.toContain(DOCTOR);
    const day = await page.screen(`/?day=${DAY}`);
    expect(day).toContain(callId);
    expect(day).toContain('withheld');
    // Nobody could classify its streams: it is not counted among the calls that wait for that.
    expect(day).not.toContain('not classified');
    expect(day).toMatch(
      /<dt>Calls with poor streams<\/dt><dd>0<\/dd><dd class="aside">0\.0 % of 1 call; 1 withheld</,
    );
  });

  it('nothing on the screens of its people', async () => {
    const page = pageOf(store);
    expect(await page.screen(`/person?name=${BEN}`)).not.toContain(callId);
    expect(await page.screen(`/?day=${DAY}&person=${BEN}`)).not.toContain(callId);
    expect(await page.screen(`/?day=${DAY}&person=${BEN}`)).toContain(numberedCall(2));
    expect(await page.screen(`/person?name=${DOCTOR}`)).toContain('No person in the stored calls is called');
  });
});

describe('the explorer shows of an erased person', () => {
  beforeEach(async () => {
    await storeCall(tables, CALL);
    await requestErasure(store, systemRandom, [DOCTOR]);
    for (let hour = 0; hour < 24; hour += 1) {
      clock.advance({ minutes: 60 });
      await forget({ store, random: systemRandom, door: createDoor(store), log: silentLog });
    }
    const { erasures } = await readWithheld(store);
    expect(erasures.every(({ values }) => values.FinishedAt !== undefined)).toBe(true);
    await summarizeDay(store, DAY, new AbortController().signal);
  });

  it('neither id nor name on any screen or in a document, and their calls with the others as they were', async () => {
    const page = pageOf(store);
    for (const path of addressesOf(BEN)) expect(await page.screen(path), path).not.toContain(DOCTOR);
    const document = await page.request(`/${SECRET}/call/${callId}/document`);
    expect(await document.text()).not.toContain(DOCTOR);
    const call = await page.screen(`/call/${callId}`);
    expect(call).toContain('2 participants');
    expect(call).toContain(BEN);
    expect(await page.screen(`/person?name=${BEN}`)).toContain(callId);
    expect(await page.screen(`/person?name=${DOCTOR}`)).toContain('No person in the stored calls is called');
  });
});
