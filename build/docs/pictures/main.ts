// npm run pictures: the pictures of the explorer in docs/, of the simulated office. The same seed shows the same calls.

import { writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { givenToScript } from '../../../lab/script.ts';
import { systemRandom } from '../../../src/adapters/system.ts';
import { EXIT } from '../../../src/cli/exit.ts';
import { servePage } from '../../../src/page/serve.ts';
import { findChromium } from './find-chromium.ts';
import { DIGESTS_FILE, digestsOf, openOffice } from './pictured-screens.ts';

givenToScript({
  name: 'npm run pictures --',
  summary: 'Takes the pictures of the explorer in docs/. Needs a Chromium.',
  options: {},
});

const SIZE = { width: 1200, height: 800 };

const launching = findChromium();
if (launching === undefined) {
  console.error('No Chromium is found. Install Chrome or Chromium, or name one with the variable CHROMIUM.');
  process.exit(EXIT.unreachable);
}
const office = await openOffice();
const { store, options, paths } = office;
const served = await servePage({ ...options, store, port: 0, random: systemRandom });
const browser = await chromium.launch(launching);
const page = await browser.newPage({ viewport: SIZE, colorScheme: 'light' });
await page.goto(served.address);
const start = page.url();
for (const [file, path] of Object.entries(paths)) {
  const answer = await page.goto(start + path);
  if (answer?.ok() !== true) throw new Error(`${file}: the page answers ${answer?.status()}`);
  await page.screenshot({ path: file });
  console.log(`${file} written`);
}
await writeFile(DIGESTS_FILE, await digestsOf(office));
await browser.close();
await served.close();
