/**
 * A process that reads a day and watches its own memory: the peak of the resident set over what it was before.
 *
 *   node --expose-gc watched-work.ts <sum up|export> <the day, as the table service wrote it>
 */

import { exportDay } from '../export/export-day.ts';
import type { ServedDay } from './served-day.ts';
import { sumUp } from './sum-up.ts';

/** More often than a page takes. */
const LOOK_EVERY_MS = 10;

const [work, day = ''] = process.argv.slice(2);
const served = JSON.parse(day) as ServedDay;
globalThis.gc?.();
const idleBytes = process.memoryUsage.rss();
let peakBytes = idleBytes;
const looking = setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}, LOOK_EVERY_MS);
await (work === 'export' ? exportDay(served) : sumUp(served));
clearInterval(looking);
process.stdout.write(String(peakBytes - idleBytes));
process.exit(0);
