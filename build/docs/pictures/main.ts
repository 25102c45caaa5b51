// npm run pictures: the pictures of the explorer in docs/, of the simulated office. The same seed shows the same calls.

import { chromium } from 'playwright-core';
import { givenToScript } from '../../../lab/script.ts';
import { createMemoryQueue } from '../../../src/adapters/memory/queue.ts';
import { systemRandom } from '../../../src/adapters/system.ts';
import { callsOfDay } from '../../../src/calls/calls-of-day.ts';
import { countsByMedium } from '../../../src/classify/tally.ts';
import { EXIT } from '../../../src/cli/exit.ts';
import { reportFromTables } from '../../../src/health/report-from-tables.ts';
import { servePage } from '../../../src/page/serve.ts';
import type { Store } from '../../../src/rows/store.ts';
import { findChromium } from './find-chromium.ts';
import { OFFICE_DAY, playOfficeDay } from './office-day.ts';

givenToScript({
  name: 'npm run pictures --',
  summary: 'Takes the pictures of the explorer in docs/. Needs a Chromium.',
  options: {},
});

/** Enough for the planted causes to stand out. */
const CALLS = 420;
const SIZE = { width: 1200, height: 800 };

/** By file: the path of what is shown. */
const pictures: Readonly<Record<string, (store: Store) => Promise<string>>> = {
  'docs/explorer-day.png': async () => '',
  'docs/explorer-call.png': async (store) => `call/${await worstMeeting(store)}`,
  'docs/explorer-where.png': async () => `where?from=${OFFICE_DAY}&to=${OFFICE_DAY}`,
};

/** A meeting whose people fit on a picture, with the most poor streams. */
async function worstMeeting(store: Store): Promise<string> {
  let worst = { callId: '', poor: 0 };
  for await (const calls of callsOfDay(store, OFFICE_DAY)) {
    for (const call of calls) {
      const poor = countsByMedium(call).reduce((sum, counts) => sum + counts.poor, 0);
      const fits = call.ParticipantCount >= FEW && call.ParticipantCount <= MANY;
      if (fits && poor > worst.poor) worst = { callId: call.CallId, poor };
    }
  }
  return worst.callId;
}
const FEW = 4;
const MANY = 9;

const launching = findChromium();
if (launching === undefined) {
  console.error('No Chromium is found. Install Chrome or Chromium, or name one with the variable CHROMIUM.');
  process.exit(EXIT.unreachable);
}
const store = await playOfficeDay(CALLS);
const queue = createMemoryQueue(store.clock);
const served = await servePage({
  store,
  account: 'contosocalls',
  zone: 'Europe/Berlin',
  withoutPersons: false,
  port: 0,
  random: systemRandom,
  command: (typed) => typed,
  readStatus: () => reportFromTables({ store, queue, latencyWindowMinutes: 150, hasHostStorage: true }),
  report: console.error,
});
const browser = await chromium.launch(launching);
const page = await browser.newPage({ viewport: SIZE, colorScheme: 'light' });
await page.goto(served.address);
const start = page.url();
for (const [path, pathOf] of Object.entries(pictures)) {
  const answer = await page.goto(start + (await pathOf(store)));
  if (answer?.ok() !== true) throw new Error(`${path}: the page answers ${answer?.status()}`);
  await page.screenshot({ path });
  console.log(`${path} written`);
}
await browser.close();
await served.close();
