/**
 * A process that shows screens of the explorer and watches its own memory.
 *
 *   node --expose-gc watched-page.ts <the storage account, as JSON> <path>...
 */

import { reportPeak } from '../summaries/report-peak.ts';
import { type Account, benchPage } from './bench-page.ts';

const [account = '', ...paths] = process.argv.slice(2);
const load = benchPage(JSON.parse(account) as Account);
await reportPeak(async () => {
  for (const path of paths) await load(path);
});
