/** What the screens of the explorer take: requests to storage, bytes to the browser, time and memory. */

import { gunzipSync } from 'node:zlib';
import { createAzureTables } from '../../../src/adapters/storage/tables.ts';
import { systemClock } from '../../../src/adapters/system.ts';
import { callsOfDay } from '../../../src/calls/calls-of-day.ts';
import { toDateTime } from '../../../src/language/date-time.ts';
import { createStore, type Store } from '../../../src/rows/store.ts';
import { readQuality } from '../../../src/summaries/read-quality.ts';
import { type Count, countTable } from '../findings.ts';
import { outgoingRequests } from '../outgoing-requests.ts';
import { endpoint, type Pipeline, recordOf, startPipeline } from '../pipeline.ts';
import { median } from '../rounds.ts';
import { memoryOfShowing } from '../summaries/served-day.ts';
import { sumUp } from '../summaries/sum-up.ts';
import { withService } from '../summaries/with-service.ts';
import type { Measurement, Workbench } from '../workbench.ts';
import { type Account, benchPage, type Load } from './bench-page.ts';

const DAYS = [500, 10_000];
const MEETINGS = [21, 210, 6_000];

/** The hours of Coverage; beside the pages of the list of calls. */
const REQUESTS_BESIDE_CALLS = 1;

/** The page with its first 200 calls, and its styles. */
const MOST_BYTES = 20_000;

/** The page is a program of its own, beside the browser. */
const MOST_BYTES_OVER_IDLE = 128_000_000;

export const explorer: Measurement = {
  name: 'explorer',
  title: 'Screens of the explorer',
  async run(workbench) {
    const counts: Array<Count> = [];
    for (const calls of DAYS) counts.push(...(await screenOfDay(calls, workbench.rounds)));
    counts.push(...(await screenOfValues(workbench.rounds)));
    counts.push(...(await screensOfCalls(workbench)));
    return [countTable(counts)];
  },
};

function screenOfDay(calls: number, rounds: number): Promise<ReadonlyArray<Count>> {
  return withService(calls, async ({ served }) => {
    const load = benchPage(served);
    const day = `/?day=${served.day}`;
    const html = gunzipSync(await load(day)).toString();
    if (!html.includes(`1 to 200 of ${calls.toLocaleString('en-GB')}`))
      throw new Error(`no list of ${calls} calls`);
    const what = `Day, ${calls} calls`;
    const most = { requests: Math.ceil(calls / 1_000) + REQUESTS_BESIDE_CALLS, bytes: MOST_BYTES };
    return [
      ...(await costOf(what, day, { account: served, load, rounds }, most)),
      await memory(what, served, [day]),
    ];
  });
}

/** The copies of calls differ in their networks: these have as many as a large organisation. */
const SUMMED_UP_CALLS = 500;

/** Where reads a row for each value, however many calls a day has. */
function screenOfValues(rounds: number): Promise<ReadonlyArray<Count>> {
  return withService(SUMMED_UP_CALLS, async ({ served }) => {
    await sumUp(served);
    const values = { by: 'network', medium: 'audio', from: served.day, to: served.day } as const;
    const networks = (await readQuality(storeOf(served), values)).values.length;
    const path = `/where?${new URLSearchParams(values)}`;
    const what = `Where, ${networks} networks`;
    return [
      ...(await costOf(what, path, { account: served, load: benchPage(served), rounds })),
      await memory(what, served, [path]),
    ];
  });
}

function storeOf({ connectionString, tenantId }: Account): Store {
  return createStore({ tables: createAzureTables({ connectionString }), tenantId, clock: systemClock });
}

/** Person shows the latest calls of one person; enough for somebody to have had some. */
const DRAWN_CALLS = 60;
const HOURS_OF_COVERAGE = 720;

async function screensOfCalls(workbench: Workbench): Promise<ReadonlyArray<Count>> {
  const connectionString = await workbench.freshAccount();
  const pipeline = await startPipeline(connectionString);
  const account = { connectionString, tenantId: pipeline.tenant.tenantId };
  const screen = { account, load: benchPage(account), rounds: workbench.rounds };
  const counts: Array<Count> = [];
  try {
    const store = storeOf(account);
    await storeDrawnCalls(pipeline);
    await noteCoverage(store);
    const { id, calls } = await busiestOrganizer(store);
    counts.push(...(await costOf(`Person, ${calls} calls or more`, `/person?name=${id}`, screen)));
    counts.push(...(await costOf('Flow, 30 days', '/flow', screen)));
    for (const sessions of MEETINGS) {
      const callId = recordOf(pipeline.tenant, { kind: 'large-meeting', sessions, participants: sessions });
      await pipeline.ingest(callId);
      const what = `Call, ${sessions} sessions`;
      counts.push(...(await costOf(what, `/call/${callId}`, screen)));
      counts.push(await memory(what, account, [`/call/${callId}`]));
    }
  } finally {
    await pipeline.close();
  }
  return counts;
}

async function storeDrawnCalls({ tenant, ingest }: Pipeline): Promise<void> {
  for (let call = 0; call < DRAWN_CALLS; call += 1) await ingest(recordOf(tenant, {}));
}

async function noteCoverage({ coverage, clock }: Store): Promise<void> {
  const now = clock.now().getTime();
  for (let hour = 0; hour < HOURS_OF_COVERAGE; hour += 1) {
    const at = toDateTime(new Date(now - hour * 3_600_000));
    const counts = { Listed: 40, Stored: 40, Fresh: 0, Missing: 0, GivenUp: 0, Unlisted: 0 };
    await coverage.upsert(at.slice(0, 'yyyy-MM-ddTHH'.length), {
      ...counts,
      CheckedAt: toDateTime(new Date(now)),
    });
  }
}

async function busiestOrganizer(store: Store): Promise<{ readonly id: string; readonly calls: number }> {
  const calls = [];
  for (const daysAgo of [0, 1]) {
    const day = toDateTime(new Date(store.clock.now().getTime() - daysAgo * 86_400_000)).slice(0, 10);
    for await (const page of callsOfDay(store, day)) calls.push(...page);
  }
  const [most] = [...Map.groupBy(calls, ({ OrganizerIdentityId = '' }) => OrganizerIdentityId)]
    .filter(([id]) => id !== '')
    .sort(([, one], [, other]) => other.length - one.length);
  if (most === undefined) throw new Error('no call has an organizer');
  return { id: most[0], calls: most[1].length };
}

interface Measured {
  readonly account: Account;
  readonly load: Load;
  readonly rounds: number;
}

/** What a screen takes, once its code is loaded. */
async function costOf(
  what: string,
  path: string,
  { account, load, rounds }: Measured,
  most: { readonly requests?: number; readonly bytes?: number } = {},
): Promise<ReadonlyArray<Count>> {
  const address = endpoint(account.connectionString, 'Table');
  const requests = (await outgoingRequests([address], () => load(path))).length;
  const bytes = (await load(path)).byteLength + (await load('/style.css')).byteLength;
  const opened: Array<number> = [];
  const ofProcessor: Array<number> = [];
  for (let round = 0; round < rounds; round += 1) {
    const [begun, used] = [performance.now(), process.cpuUsage()];
    await load(path);
    const { user, system } = process.cpuUsage(used);
    opened.push(performance.now() - begun);
    ofProcessor.push((user + system) / 1_000);
  }
  return [
    [`${what}: requests to storage`, 'requests', requests, ...limited(most.requests)],
    [`${what}: page and styles, gzip`, 'bytes', bytes, ...limited(most.bytes)],
    [`${what}: until it is sent`, 'ms', median(opened)],
    [`${what}: time of the processor`, 'ms', median(ofProcessor)],
  ];
}

function limited(most: number | undefined): [number?] {
  return most === undefined ? [] : [most];
}

async function memory(what: string, account: Account, paths: ReadonlyArray<string>): Promise<Count> {
  const bytes = await memoryOfShowing(account, paths);
  return [`${what}: peak memory over idle`, 'bytes', bytes, MOST_BYTES_OVER_IDLE];
}
