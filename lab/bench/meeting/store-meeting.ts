/**
 * A process that stores one call record and watches its own memory.
 *
 *   node --expose-gc store-meeting.ts <call id stored beforehand> <call id>
 *
 * Settings come from the environment. Writes what it saw as JSON.
 */

import { createApplication } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import { createImpatientClock } from '../impatient-clock.ts';
import { ingestNotified } from '../pipeline.ts';

/** More often than a page takes. */
const LOOK_EVERY_MS = 10;

const [beforehand = '', callId = ''] = process.argv.slice(2);
const config = readConfig(process.env);
const application = createApplication(config, { clock: createImpatientClock() });

// Code is loaded and connections are open: what grows from here on is the record.
await ingestNotified(application, config.tenantId, beforehand);
globalThis.gc?.();
const idleBytes = process.memoryUsage.rss();

let peakBytes = idleBytes;
const looking = setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}, LOOK_EVERY_MS);
const { kind } = await ingestNotified(application, config.tenantId, callId);
clearInterval(looking);

process.stdout.write(JSON.stringify({ outcome: kind, idleBytes, peakBytes }));
process.exit(0);
