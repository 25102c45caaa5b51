/** The explorer over tables in memory, opened as a browser opens it. */

import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { reportFromTables } from '../../src/health/report-from-tables.ts';
import { createPage, type PageOptions, TOKEN_PATH } from '../../src/page/create-page.tsx';
import type { Store } from '../../src/rows/store.ts';

export const HOST = '127.0.0.1:4284';
export const TOKEN = 'a'.repeat(32);
export const SECRET = 'b'.repeat(32);
export const OPEN = `${TOKEN_PATH}${TOKEN}`;

export interface TestPage {
  /** What was reported as a fault of the program. */
  readonly faults: ReadonlyArray<unknown>;
  request(
    path: string,
    init?: RequestInit & { readonly headers?: Record<string, string> },
  ): Promise<Response>;
  /** The text of a screen: its path below the page's own. Rejects unless the status is that. */
  screen(path: string, status?: number): Promise<string>;
}

/** What the tables say of the pipeline; its queue is empty. */
export function statusOf(store: Store): PageOptions['readStatus'] {
  const queue = createMemoryQueue(store.clock);
  return () => reportFromTables({ store, queue, latencyWindowMinutes: 150, hasHostStorage: true });
}

export function pageOf(store: Store, options: Partial<PageOptions> = {}): TestPage {
  const faults: Array<unknown> = [];
  const page = createPage({
    store,
    account: 'contosocalls',
    zone: 'Europe/Berlin',
    withoutPersons: false,
    host: HOST,
    token: TOKEN,
    secret: SECRET,
    command: (typed) => typed,
    readStatus: statusOf(store),
    report: (error) => faults.push(error),
    ...options,
  });
  const request: TestPage['request'] = async (path, { headers, ...init } = {}) =>
    await page.request(path, { ...init, headers: { Host: HOST, ...headers } });
  return {
    faults,
    request,
    async screen(path, status = 200) {
      const response = await request(`/${SECRET}${path}`);
      const text = await response.text();
      if (response.status !== status) throw new Error(`${path} answers ${response.status}: ${text}`);
      return text;
    },
  };
}
