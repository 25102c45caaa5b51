/**
 * A process that reads a day and watches its own memory.
 *
 *   node --expose-gc watched-work.ts <sum up|export> <the day, as the table service wrote it>
 */

import { exportDay } from '../export/export-day.ts';
import { reportPeak } from './report-peak.ts';
import type { ServedDay } from './served-day.ts';
import { sumUp } from './sum-up.ts';

const [work, day = ''] = process.argv.slice(2);
const served = JSON.parse(day) as ServedDay;
await reportPeak(() => (work === 'export' ? exportDay(served) : sumUp(served)));
