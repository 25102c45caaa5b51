/** The explorer over a storage account, asked as a browser asks it. */

import { gunzipSync } from 'node:zlib';
import { createMemoryQueue } from '../../../src/adapters/memory/queue.ts';
import { systemClock } from '../../../src/adapters/system.ts';
import { reportFromTables } from '../../../src/health/report-from-tables.ts';
import { createPage } from '../../../src/page/create-page.tsx';
import { type Account, storeOf } from '../account.ts';

/** Loads a path of the page, such as `/where`, as it is sent: compressed. Rejects unless it is shown. */
export type Load = (path: string) => Promise<Buffer>;

const HOST = '127.0.0.1:4284';
const SECRET = '0'.repeat(32);

export function benchPage(account: Account): Load {
  const store = storeOf(account);
  const queue = createMemoryQueue(systemClock);
  const page = createPage({
    store,
    account: 'bench',
    zone: 'UTC',
    withoutPersons: false,
    host: HOST,
    token: '',
    secret: SECRET,
    command: (typed) => typed,
    readStatus: () => reportFromTables({ store, queue, latencyWindowMinutes: 150, hasHostStorage: false }),
    report(error) {
      throw error;
    },
  });
  return async (path) => {
    const own = path === '/style.css' ? path : `/${SECRET}${path}`;
    const answer = await page.request(own, { headers: { Host: HOST, 'Accept-Encoding': 'gzip' } });
    const body = Buffer.from(await answer.arrayBuffer());
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${gunzipSync(body)}`);
    return body;
  };
}
