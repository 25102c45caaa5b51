/** What the screens of the explorer take: requests to storage, bytes to the browser, time and memory. */

import { gunzipSync } from 'node:zlib';
import { callsOfDay } from '../../../src/calls/calls-of-day.ts';
import type { Day } from '../../../src/language/day.ts';
import type { Store } from '../../../src/rows/store.ts';
import { readQuality } from '../../../src/summaries/read-quality.ts';
import { type Account, storeOf } from '../account.ts';
import { type Count, countTable } from '../findings.ts';
import { memoryOf } from '../memory.ts';
import { outgoingRequests } from '../outgoing-requests.ts';
import { endpoint, recordOf, startPipeline } from '../pipeline.ts';
import { median } from '../rounds.ts';
import { sumUp } from '../summaries/sum-up.ts';
import { withService } from '../summaries/with-service.ts';
import { type Times, timesOf } from '../times-of.ts';
import type { Measurement, Workbench } from '../workbench.ts';
import { benchPage, type Load } from './bench-page.ts';

const DAYS = [500, 10_000];
const MEETINGS = [21, 210, 6_000];

/** The hours of Coverage, and where they begin; beside the pages of the list of calls. */
const REQUESTS_BESIDE_CALLS = 2;

/** The page with its first 200 calls, and its styles. */
const MOST_BYTES = 20_000;

/** The page is a program of its own, beside the browser. */
const MOST_BYTES_OVER_IDLE = 128_000_000;

export const explorer: Measurement = {
  name: 'explorer',
  title: 'Screens of the explorer',
  async run(workbench) {
    const counts: Array<Count> = [];
    for (const calls of DAYS) counts.push(...(await screensOfDay(calls, workbench.rounds)));
    counts.push(...(await screensOfMeetings(workbench)));
    return [countTable(counts)];
  },
};

/** The copies of calls differ in their people and networks: a day has as many as one of a large organisation. */
function screensOfDay(calls: number, rounds: number): Promise<ReadonlyArray<Count>> {
  return withService(calls, async ({ served }) => {
    const measured = { account: served, load: benchPage(served), rounds };
    const store = storeOf(served);
    const screen = async (what: string, path: string, most: Most = {}) =>
      await screenOf(`${what}, ${calls} calls a day`, path, measured, most);
    const day = `/?day=${served.day}`;
    const html = gunzipSync(await measured.load(day)).toString();
    if (!html.includes(`1 to 200 of ${calls.toLocaleString('en-GB')}`))
      throw new Error(`no list of ${calls} calls`);
    await sumUp(served);
    const values = { by: 'network', medium: 'audio', from: served.day, to: served.day } as const;
    const networks = (await readQuality(store, values)).values.length;
    const requests = Math.ceil(calls / 1_000) + REQUESTS_BESIDE_CALLS;
    return [
      ...(await screen('Day', day, { requests, bytes: MOST_BYTES })),
      ...(await screen('Person', `/person?name=${await busiestOrganizer(store, served.day)}`)),
      ...(await screen(`Where, ${networks} networks`, `/where?${new URLSearchParams(values)}`)),
      ...(await screen('Flow', '/flow')),
    ];
  });
}

async function busiestOrganizer(store: Store, day: Day): Promise<string> {
  const calls = (await Array.fromAsync(callsOfDay(store, day))).flatMap(({ rows }) => rows);
  const [most] = [...Map.groupBy(calls, ({ OrganizerIdentityId = '' }) => OrganizerIdentityId)]
    .filter(([id]) => id !== '')
    .sort(([, one], [, other]) => other.length - one.length);
  if (most === undefined) throw new Error('no call has an organizer');
  return most[0];
}

async function screensOfMeetings(workbench: Workbench): Promise<ReadonlyArray<Count>> {
  const connectionString = await workbench.freshAccount();
  const pipeline = await startPipeline(connectionString);
  const account = { connectionString, tenantId: pipeline.tenant.tenantId };
  const measured = { account, load: benchPage(account), rounds: workbench.rounds };
  const counts: Array<Count> = [];
  try {
    for (const sessions of MEETINGS) {
      const callId = recordOf(pipeline.tenant, { kind: 'large-meeting', sessions, participants: sessions });
      await pipeline.ingest(callId);
      counts.push(...(await screenOf(`Call, ${sessions} sessions`, `/call/${callId}`, measured)));
    }
  } finally {
    await pipeline.close();
  }
  return counts;
}

interface Measured {
  readonly account: Account;
  readonly load: Load;
  readonly rounds: number;
}

interface Most {
  readonly requests?: number;
  readonly bytes?: number;
}

async function screenOf(
  what: string,
  path: string,
  measured: Measured,
  most: Most = {},
): Promise<ReadonlyArray<Count>> {
  const { overIdleBytes } = await memoryOf('show', measured.account, [path]);
  return [
    ...(await costOf(what, path, measured, most)),
    [`${what}: peak memory over idle`, 'bytes', overIdleBytes, MOST_BYTES_OVER_IDLE],
  ];
}

/** What a screen takes, once its code is loaded. */
async function costOf(
  what: string,
  path: string,
  { account, load, rounds }: Measured,
  most: Most,
): Promise<ReadonlyArray<Count>> {
  const address = endpoint(account.connectionString, 'Table');
  const requests = (await outgoingRequests([address], () => load(path))).length;
  const bytes = (await load(path)).byteLength + (await load('/style.css')).byteLength;
  const loads: Array<Times> = [];
  for (let round = 0; round < rounds; round += 1) loads.push(await timesOf(() => load(path)));
  return [
    [`${what}: requests to storage`, 'requests', requests, ...limited(most.requests)],
    [`${what}: page and styles, gzip`, 'bytes', bytes, ...limited(most.bytes)],
    [`${what}: until it is sent`, 'ms', median(loads.map(({ ms }) => ms))],
    [`${what}: time of the processor`, 'ms', median(loads.map(({ cpuMs }) => cpuMs))],
  ];
}

function limited(most: number | undefined): [number?] {
  return most === undefined ? [] : [most];
}
