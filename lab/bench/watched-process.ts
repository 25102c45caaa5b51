/**
 * A process that does one work and watches its own memory.
 *
 *   node --expose-gc watched-process.ts <work> <its arguments, as JSON>...
 *
 * Writes what it saw as JSON.
 */

import { setTimeout } from 'node:timers/promises';
import { InvocationContext } from '@azure/functions';
import { createApplication } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { forEachConcurrently } from '../../src/language/for-each-concurrently.ts';
import { withInvocationLog } from '../../src/logs/invocation-log.ts';
import { OUR_HOST_JSON } from '../host/our-host-json.ts';
import type { Account } from './account.ts';
import { createImpatientClock } from './impatient-clock.ts';
import { ingestNotified } from './pipeline.ts';
import type { ServedDay } from './summaries/served-day.ts';

/** More often than a page takes. */
const LOOK_EVERY_MS = 10;

export interface Memory {
  /** The peak of the resident set over what it was before. */
  readonly overIdleBytes: number;
  /** The growth of the heap. */
  readonly keptBytes: number;
}

/** Each loads no more code than it needs. */
export interface Works {
  /** Stores calls in this order; all but the last `counted` are stored before the memory is looked at. */
  store(
    settings: Readonly<Record<string, string>>,
    counted: number,
    callIds: ReadonlyArray<string>,
  ): Promise<Work>;
  'sum up'(day: ServedDay): Promise<Work>;
  export(day: ServedDay): Promise<Work>;
  /** Shows paths of the explorer, one after the other. */
  show(account: Account, paths: ReadonlyArray<string>): Promise<Work>;
}

interface Work {
  /** Once code is loaded and connections are open, what grows is the work's. */
  readonly beforehand?: () => Promise<void>;
  readonly run: () => Promise<unknown>;
}

const works: Works = {
  async store(settings, counted, callIds) {
    const config = readConfig(settings);
    const application = createApplication(config, { clock: createImpatientClock() });
    const store = (ids: ReadonlyArray<string>) =>
      forEachConcurrently(ids, OUR_HOST_JSON.queues.batchSize, async (callId) => {
        const context = new InvocationContext({
          functionName: 'ingestCallRecord',
          invocationId: callId,
          logHandler: () => undefined,
        });
        const run = () => ingestNotified(application, config.tenantId, callId);
        const { kind } = await withInvocationLog(context, run);
        if (kind !== 'stored') throw new Error(`the ingest ended ${kind}, expected stored`);
      });
    return { beforehand: () => store(callIds.slice(0, -counted)), run: () => store(callIds.slice(-counted)) };
  },
  async 'sum up'(day) {
    const { sumUp } = await import('./summaries/sum-up.ts');
    return { run: () => sumUp(day) };
  },
  async export(day) {
    const { exportDay } = await import('./export/export-day.ts');
    return { run: () => exportDay(day) };
  },
  async show(account, paths) {
    const { benchPage } = await import('./explorer/bench-page.ts');
    const load = benchPage(account);
    return { run: () => forEachConcurrently(paths, 1, async (path) => void (await load(path))) };
  },
};

/** What has just ended is garbage only in a later turn. */
async function memoryWithoutGarbage(): Promise<NodeJS.MemoryUsage> {
  await setTimeout(LOOK_EVERY_MS);
  globalThis.gc?.();
  return process.memoryUsage();
}

const [name = '', ...args] = process.argv.slice(2);
const work = works[name as keyof Works] as (...args: ReadonlyArray<unknown>) => Promise<Work>;
const { beforehand, run } = await work(...args.map((text) => JSON.parse(text) as unknown));
await beforehand?.();
const idle = await memoryWithoutGarbage();
let peakBytes = idle.rss;
const looking = setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}, LOOK_EVERY_MS);
await run();
clearInterval(looking);
const keptBytes = (await memoryWithoutGarbage()).heapUsed - idle.heapUsed;
const memory: Memory = { overIdleBytes: peakBytes - idle.rss, keptBytes };
process.stdout.write(JSON.stringify(memory));
process.exit(0);
