import { expect, test } from 'vitest';
import { createStore } from '../../src/rows/store.ts';
import { callsOfPerson } from '../../src/summaries/calls-of-person.ts';
import { callId, inStore, store, tenantId, watched } from '../store/call-in-store.ts';
import { roundTripsOf } from '../store/round-trips.ts';
import { storeOver, storeTold } from '../told/call-record.ts';
import { pageOf, statusOf } from './page-in-test.ts';

const LOSSY = { loss: 0.25 };

/** So many that each table has several pages; some of them, more than a page shows, have poor streams. */
async function meeting(people: number) {
  const store = storeOver();
  const sessions = Array.from({ length: people }, (_, index) => ({
    caller: { name: `Guest ${index}` },
    streams: [index < 60 ? LOSSY : {}],
  }));
  await storeTold(store, { sessions });
  return store;
}

test('a meeting of thousands is shown after as few round trips to storage as one of 60', async () => {
  for (const people of [60, 2_100]) {
    const { tables, clock } = await meeting(people);
    const trips = await roundTripsOf(tables, async (seen) => {
      await pageOf(createStore({ tables: seen, tenantId, clock })).screen(`/call/${callId}`);
    });
    // The head; people and sessions; the streams of 50 people.
    expect(trips, `${people} people`).toBe(3);
  }
});

test.each([
  // A day of Berlin is of two days in UTC; while today has no call, yesterday is read as well. Of both it is asked when
  // listing began, since Coverage has no row of their hours.
  ['Day', '/', 6],
  // The networks, then two requests for each of 92 days, of which eight are read at once, then Coverage, when listing
  // began, and why no day has a summary.
  ['Where', '/where?from=2026-08-24&to=2026-11-23', 15],
  // 92 days, of which eight are read at once; then when listing began.
  ['Where, sessions', '/where/sessions?from=2026-08-24&to=2026-11-23', 12],
])('the screen %s of an empty storage takes few round trips, so %s answers soon', async (_, path, trips) => {
  const { tables } = storeOver();
  expect(await roundTripsOf(tables, async (seen) => await pageOf(inStore(seen)).screen(path))).toBe(trips);
});

test('a second id of somebody costs the calls of Person one request, beside the others', async () => {
  const { tables: storage } = storeOver();
  await store(storage, { participants: ['ada'], callers: ['ada'] });
  const [one, two] = [['ada'], ['ada', 'sip:ada@contoso.example']];
  const requestsFor = async (ids: ReadonlyArray<string>) => {
    const { tables, requests } = watched(storage);
    await callsOfPerson(inStore(tables), ids);
    return requests.length;
  };
  const tripsFor = (ids: ReadonlyArray<string>) =>
    roundTripsOf(storage, (seen) => callsOfPerson(inStore(seen), ids));
  expect(await requestsFor(two)).toBe((await requestsFor(one)) + 1);
  expect(await tripsFor(two)).toBe(await tripsFor(one));
});

test('the screen Flow takes no more round trips than the status in it: its lists are read meanwhile', async () => {
  const { tables } = storeOver();
  const ofStatus = await roundTripsOf(tables, (seen) => statusOf(inStore(seen))());
  const ofScreen = await roundTripsOf(tables, async (seen) => await pageOf(inStore(seen)).screen('/flow'));
  expect(ofScreen).toBe(ofStatus);
});
