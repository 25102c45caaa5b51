/** The screens of the explorer that docs/ has pictures of, and whether a picture still shows what its screen does. */

import { createHash } from 'node:crypto';
import { createMemoryQueue } from '../../../src/adapters/memory/queue.ts';
import { callsOfDay } from '../../../src/calls/calls-of-day.ts';
import { countsByMedium } from '../../../src/classify/tally.ts';
import { reportFromTables } from '../../../src/health/report-from-tables.ts';
import { createPage, type PageOptions } from '../../../src/page/create-page.tsx';
import type { Store } from '../../../src/rows/store.ts';
import { OFFICE_DAY, playOfficeDay } from './office-day.ts';

/** Of what each picture was taken; written with them. */
export const DIGESTS_FILE = 'docs/explorer-pictures.sha256';

/** Enough for the planted causes to stand out. */
const CALLS = 420;

export interface Office {
  readonly store: Store;
  /** Whatever else the page needs to show it. */
  readonly options: Omit<PageOptions, 'store' | 'host' | 'token' | 'secret'>;
  /** By the file of the picture: the path of what it shows, below the page's own. */
  readonly paths: Readonly<Record<string, string>>;
}

export async function openOffice(): Promise<Office> {
  const store = await playOfficeDay(CALLS);
  const queue = createMemoryQueue(store.clock);
  return {
    store,
    options: {
      account: 'contosocalls',
      zone: 'Europe/Berlin',
      withoutPersons: false,
      command: (typed) => typed,
      readStatus: () => reportFromTables({ store, queue, latencyWindowMinutes: 150, hasHostStorage: true }),
      report(error) {
        throw error;
      },
    },
    paths: {
      'docs/explorer-day.png': '',
      'docs/explorer-call.png': `call/${await worstMeeting(store)}`,
      'docs/explorer-where.png': `where?from=${OFFICE_DAY}&to=${OFFICE_DAY}`,
    },
  };
}

const HOST = '127.0.0.1:4284';
const SECRET = '0'.repeat(32);

/** A line for each picture, as sha256sum writes them: of the style and the HTML that a browser draws it from. */
export async function digestsOf({ store, options, paths }: Office): Promise<string> {
  const page = createPage({ ...options, store, host: HOST, token: '', secret: SECRET });
  const textOf = async (path: string) => await (await page.request(path, { headers: { Host: HOST } })).text();
  const style = await textOf('/style.css');
  let lines = '';
  for (const [file, path] of Object.entries(paths)) {
    const html = await textOf(`/${SECRET}/${path}`);
    lines += `${createHash('sha256').update(style).update(html).digest('hex')}  ${file}\n`;
  }
  return lines;
}

/** A meeting whose people fit on a picture, with the most poor streams. */
async function worstMeeting(store: Store): Promise<string> {
  let worst = { callId: '', poor: 0 };
  for await (const { rows } of callsOfDay(store, OFFICE_DAY)) {
    for (const call of rows) {
      const poor = countsByMedium(call).reduce((sum, counts) => sum + counts.poor, 0);
      const fits = call.ParticipantCount >= FEW && call.ParticipantCount <= MANY;
      if (fits && poor > worst.poor) worst = { callId: call.CallId, poor };
    }
  }
  return worst.callId;
}
const FEW = 4;
const MANY = 9;
