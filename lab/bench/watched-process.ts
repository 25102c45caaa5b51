/**
 * A process that stores call records and watches its own memory.
 *
 *   node --expose-gc watched-process.ts <number of calls stored beforehand> <call id>...
 *
 * Settings come from the environment. Writes what it saw as JSON.
 */

import { setTimeout } from 'node:timers/promises';
import { InvocationContext } from '@azure/functions';
import { createApplication } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { forEachConcurrently } from '../../src/language/for-each-concurrently.ts';
import { withInvocationLog } from '../../src/logs/invocation-log.ts';
import { OUR_HOST_JSON } from '../host/our-host-json.ts';
import { createImpatientClock } from './impatient-clock.ts';
import { ingestNotified } from './pipeline.ts';

/** More often than a page takes. */
const LOOK_EVERY_MS = 10;

const [beforehand = '', ...callIds] = process.argv.slice(2);
const config = readConfig(process.env);
const application = createApplication(config, { clock: createImpatientClock() });

function store(ids: ReadonlyArray<string>): Promise<void> {
  return forEachConcurrently(ids, OUR_HOST_JSON.queues.batchSize, async (callId) => {
    const context = new InvocationContext({
      functionName: 'ingestCallRecord',
      invocationId: callId,
      logHandler: () => undefined,
    });
    const run = () => ingestNotified(application, config.tenantId, callId);
    const { kind } = await withInvocationLog(context, run);
    if (kind !== 'stored') throw new Error(`the ingest ended ${kind}, expected stored`);
  });
}

/** What has just ended is garbage only in a later turn. */
async function memoryWithoutGarbage(): Promise<NodeJS.MemoryUsage> {
  await setTimeout(LOOK_EVERY_MS);
  globalThis.gc?.();
  return process.memoryUsage();
}

// Code is loaded and connections are open: what grows from here on are the records.
await store(callIds.slice(0, Number(beforehand)));
const idle = await memoryWithoutGarbage();

let peakBytes = idle.rss;
const looking = setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}, LOOK_EVERY_MS);
await store(callIds.slice(Number(beforehand)));
clearInterval(looking);
const keptBytes = (await memoryWithoutGarbage()).heapUsed - idle.heapUsed;

process.stdout.write(JSON.stringify({ overIdleBytes: peakBytes - idle.rss, keptBytes }));
process.exit(0);
