/**
 * A process that sums up a day and watches its own memory: the peak of the resident set over what it was before.
 *
 *   node --expose-gc watched-summary.ts <the day, as the table service wrote it>
 */

import { type ServedDay, sumUp } from './sum-up.ts';

/** More often than a page takes. */
const LOOK_EVERY_MS = 10;

const served = JSON.parse(process.argv[2] ?? '') as ServedDay;
globalThis.gc?.();
const idleBytes = process.memoryUsage.rss();
let peakBytes = idleBytes;
const looking = setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}, LOOK_EVERY_MS);
await sumUp(served);
clearInterval(looking);
process.stdout.write(String(peakBytes - idleBytes));
process.exit(0);
