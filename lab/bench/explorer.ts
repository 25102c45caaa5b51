/** What a screen of the explorer takes: requests to storage, bytes to the browser, and time of the processor. */

import { gunzipSync } from 'node:zlib';
import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import { systemClock } from '../../src/adapters/system.ts';
import { createPage } from '../../src/page/create-page.tsx';
import { createStore } from '../../src/rows/store.ts';
import { type Count, countTable } from './findings.ts';
import { outgoingRequests } from './outgoing-requests.ts';
import { endpoint } from './pipeline.ts';
import { median } from './rounds.ts';
import type { ServedDay } from './summaries/served-day.ts';
import { withService } from './summaries/with-service.ts';
import type { Measurement } from './workbench.ts';

const DAYS = [500, 10_000];

/** The hours of Coverage; beside the pages of the list of calls. */
const REQUESTS_BESIDE_CALLS = 1;

/** The page with its first 200 calls, and its styles. */
const MOST_BYTES = 20_000;

const HOST = '127.0.0.1:4284';
const SECRET = '0'.repeat(32);

export const explorer: Measurement = {
  name: 'explorer',
  title: 'Screens of the explorer',
  async run({ rounds }) {
    const counts: Array<Count> = [];
    for (const calls of DAYS) {
      counts.push(...(await withService(calls, ({ served }) => measureDay(calls, served, rounds))));
    }
    return [countTable(counts)];
  },
};

async function measureDay(calls: number, served: ServedDay, rounds: number): Promise<ReadonlyArray<Count>> {
  const { connectionString, tenantId, day } = served;
  const tables = createAzureTables({ connectionString });
  const page = createPage({
    store: createStore({ tables, tenantId, clock: systemClock }),
    account: 'bench',
    zone: 'UTC',
    withoutPersons: false,
    host: HOST,
    token: '',
    secret: SECRET,
    command: (typed) => typed,
    readStatus: () => Promise.reject(new Error('no screen that is measured shows the status')),
    report(error) {
      throw error;
    },
  });
  const load = async (path: string) => {
    const answer = await page.request(path, { headers: { Host: HOST, 'Accept-Encoding': 'gzip' } });
    return Buffer.from(await answer.arrayBuffer());
  };
  const screen = `/${SECRET}/?day=${day}`;
  const html = gunzipSync(await load(screen)).toString();
  if (!html.includes(`1 to 200 of ${calls.toLocaleString('en-GB')}`))
    throw new Error(`no list of ${calls} calls`);
  const address = endpoint(connectionString, 'Table');
  const requests = (await outgoingRequests([address], () => load(screen))).length;
  const bytes = (await load(screen)).byteLength + (await load('/style.css')).byteLength;
  const times: Array<number> = [];
  for (let round = 0; round < rounds; round += 1) {
    const begun = process.cpuUsage();
    await load(screen);
    const { user, system } = process.cpuUsage(begun);
    times.push((user + system) / 1_000);
  }
  const what = `Day, ${calls} calls`;
  return [
    [`${what}: requests to storage`, 'requests', requests, Math.ceil(calls / 1_000) + REQUESTS_BESIDE_CALLS],
    [`${what}: page and styles, gzip`, 'bytes', bytes, MOST_BYTES],
    [`${what}: time of the processor`, 'ms', median(times)],
  ];
}
