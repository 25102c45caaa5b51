/** The pictures of the explorer in docs/, of the simulated office. The same seed shows the same calls. */

import { writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { systemRandom } from '../../../src/adapters/system.ts';
import { servePage } from '../../../src/page/serve.ts';
import { findChromium } from './find-chromium.ts';
import { DIGESTS_FILE, digestsOf, openOffice } from './pictured-screens.ts';

const SIZE = { width: 1200, height: 800 };

/** Writes them, and resolves with their paths; with undefined where no Chromium is found. */
export async function takePictures(): Promise<ReadonlyArray<string> | undefined> {
  const launching = findChromium();
  if (launching === undefined) return undefined;
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
  }
  await writeFile(DIGESTS_FILE, await digestsOf(office));
  await browser.close();
  await served.close();
  return Object.keys(paths);
}
