/** What it takes to know whom to leave out, in requests and time of the processor; to delete a day and to erase, in requests. */

import { systemClock, systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { requestErasure, requestExclusion } from '../../src/forget/request.ts';
import { HOUR_MS } from '../../src/language/milliseconds.ts';
import { silentLog } from '../../src/logs/log.ts';
import { deleteCallsOfDay } from '../../src/retention/delete-day.ts';
import type { Store } from '../../src/rows/store.ts';
import { freezeDay } from '../../src/summaries/freeze-day.ts';
import { dayOfPartition } from '../../src/tables/keys.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { readWithheld } from '../../src/withheld/withheld.ts';
import type { SimulatedTenant } from '../graph/tenant.ts';
import { type Count, comparisonTable, countTable } from './findings.ts';
import { type CountedPipeline, createCountedPipeline, recordOf } from './pipeline.ts';
import { TABLE_REQUESTS_OF_NEW_RECORD } from './request-counts.ts';
import { compare, median, type Round } from './rounds.ts';
import type { Measurement } from './workbench.ts';

/** Of each: people who were erased, and people whose calls are excluded. */
const LEFT_OUT = 1_000;

/** Stored in a round. */
const RECORDS = 100;

/** Reads that a next version may cost more than it did before hints went with their people. */
const TABLE_REQUESTS_OF_NEXT_VERSION = 22 + 3;

export const withheld: Measurement = {
  name: 'withheld',
  title: 'Keeping and forgetting',
  async run({ rounds }) {
    const knowing = createCountedPipeline();
    await leaveOut(knowing.application.store, LEFT_OUT);
    const free = createCountedPipeline();
    const measured: Array<Round<'knowing' | 'free', 'ms'>> = [];
    await timesOfStoring(knowing, free);
    while (measured.length < rounds) measured.push(await timesOfStoring(knowing, free));
    return [
      comparisonTable('no erasure or exclusion', [
        compare(measured, {
          what: `a record stored, ${LEFT_OUT} erasures and ${LEFT_OUT} exclusions known`,
          unit: 'ms',
          figure: 'ms',
          ours: 'knowing',
          bare: 'free',
          aim: 'below 1.05',
        }),
      ]),
      countTable([...(await costOfIngest(knowing)), await costOfDeleting(), await costOfErasing()]),
    ];
  },
};

/** People who are in no call. They were erased a moment ago: calls of an hour ago are searched for all of them. */
async function leaveOut(store: Store, people: number): Promise<void> {
  for (let person = 0; person < people; person += 1) {
    const idsOf = (kind: string) => [
      `${kind}0000000-0000-4000-8000-${person.toString(16).padStart(12, '0')}`,
      `${kind}.person.${person}@contoso.example`,
    ];
    await requestErasure(store, systemRandom, idsOf('e'));
    await requestExclusion(store, systemRandom, { kind: 'user', ids: idsOf('f') });
  }
}

/**
 * Of a typical record, where either stores one in turn, and each as often first: what a garbage collection adds to one
 * record, and other programs to a hundred, is more than what is looked for.
 */
async function timesOfStoring(
  knowing: CountedPipeline,
  free: CountedPipeline,
): Promise<Round<'knowing' | 'free', 'ms'>> {
  const times = { knowing: [] as Array<number>, free: [] as Array<number> };
  for (let record = 0; record < RECORDS; record += 1) {
    const isFirst = record % 2 === 0;
    if (isFirst) times.knowing.push(await timeOfStoring(knowing));
    times.free.push(await timeOfStoring(free));
    if (!isFirst) times.knowing.push(await timeOfStoring(knowing));
  }
  return { knowing: { ms: median(times.knowing) }, free: { ms: median(times.free) } };
}

async function timeOfStoring({ tenant, requestsOf }: CountedPipeline): Promise<number> {
  const callId = recordOf(tenant, { kind: 'peer-to-peer' });
  const begun = process.cpuUsage();
  await requestsOf(callId);
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1_000;
}

async function costOfIngest({ tenant, requestsOf }: CountedPipeline): Promise<ReadonlyArray<Count>> {
  const callId = recordOf(tenant, { kind: 'peer-to-peer' });
  const added = await requestsOf(callId);
  tenant.publishVersion(callId);
  const next = await requestsOf(callId);
  return [
    ['new record while people are left out: tables', 'requests', added, TABLE_REQUESTS_OF_NEW_RECORD],
    ['next version while people are left out: tables', 'requests', next, TABLE_REQUESTS_OF_NEXT_VERSION],
  ];
}

async function costOfDeleting(): Promise<Count> {
  const pipeline = createCountedPipeline();
  for (let record = 0; record < RECORDS; record += 1) await timeOfStoring(pipeline);
  const { store } = pipeline.application;
  let calls = 0;
  const requests = await pipeline.requestsDuring(async () => {
    for (const partition of new Set(
      pipeline.tables.rows('CallsByDay').map(({ partitionKey }) => partitionKey),
    )) {
      const day = dayOfPartition(store.tenantId, partition);
      if (day === undefined) throw new Error(`${partition} is no day`);
      const { signal } = new AbortController();
      await freezeDay(store, day, signal);
      await deleteCallsOfDay(store, day, signal, () => {
        calls += 1;
      });
    }
  });
  const requestsOfCall = Math.round((requests / calls) * 10) / 10;
  return [`a day of ${calls} calls deleted, each call: tables`, 'requests', requestsOfCall];
}

/** Organizes every call, and is an end of it. */
const PERSON = 'ada00000-0000-4000-8000-000000000001';

async function costOfErasing(): Promise<Count> {
  const pipeline = createCountedPipeline();
  organizedByPerson(pipeline.tenant);
  for (let record = 0; record < RECORDS; record += 1) await timeOfStoring(pipeline);
  const { store: now } = pipeline.application;
  await requestErasure(now, systemRandom, [PERSON]);
  const clock = { ...systemClock, now: () => new Date(systemClock.now().getTime() + HOUR_MS) };
  const store = { ...now, clock };
  const forgetting = { store, random: systemRandom, door: createDoor(store), log: silentLog };
  const requests = await pipeline.requestsDuring(() => forget(forgetting));
  const calls = (await readWithheld(store)).erasures[0]?.values.Calls ?? 0;
  const requestsOfCall = Math.round((requests / calls) * 10) / 10;
  return [`a person of ${calls} calls erased, each call: tables`, 'requests', requestsOfCall];
}

/** Puts the person in the place of whoever organized a call: the simulated tenant has many users. */
function organizedByPerson(tenant: SimulatedTenant): void {
  const organizers = new Map<string | undefined, string>();
  const respond = tenant.respond.bind(tenant);
  tenant.respond = async (request) => {
    const answer = await respond(request);
    const [, callId] = /callRecords\/([\w-]{36})/.exec(request.url) ?? [];
    // The record comes first, and says who organized it.
    const [, named = ''] = /"organizer_v2":\{"id":"([^"]+)"/.exec(answer.body) ?? [];
    const organizer = organizers.get(callId) ?? named;
    organizers.set(callId, organizer);
    return { ...answer, body: answer.body.replaceAll(organizer, PERSON) };
  };
}
