/** How much memory a work takes, in a process that does nothing else, and how much of it stays. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { CallSpec } from '../graph/call.ts';
import { countTable } from './findings.ts';
import { recordOf, startPipeline } from './pipeline.ts';
import type { Memory, Works } from './watched-process.ts';
import type { Measurement, Workbench } from './workbench.ts';

/** Enough for a tenth of the limit to show above what a collection of garbage leaves lying around. */
const RECORDS = 1600;
/** By then all code is compiled as well as it gets. Of 200, a few hundred KB more of it would count as kept for records. */
const BEFOREHAND = 800;

/** At 37.5 records a second, the most that Graph allows, an instance would keep 18 KB more with each second. */
const MOST_BYTES_KEPT = 500;

export const keptMemory: Measurement = {
  name: 'memory',
  title: 'Memory kept for each record stored',
  async run(workbench) {
    const calls = Array.from({ length: BEFOREHAND + RECORDS }, () => ({ kind: 'peer-to-peer' }) as const);
    const { keptBytes } = await memoryOfStoring(workbench, RECORDS, calls);
    const bytes = Math.round(keptBytes / RECORDS);
    return [countTable([[`${RECORDS} records, each`, 'bytes', bytes, MOST_BYTES_KEPT]])];
  },
};

/**
 * Node chooses its young generation by the memory it finds, below 16 MiB a semi-space where that is 2 GiB, as in a
 * usual instance of Flex Consumption. On a larger machine garbage would lie around for longer than it could there.
 * https://nodejs.org/api/cli.html#--max-semi-space-sizesize-in-mib
 */
const YOUNG_GENERATION = '--max-semi-space-size=16';

/**
 * The same for the old generation: with 2 GiB Node takes 1 GiB for it, as `v8.getHeapStatistics()` says in a control group of
 * that size, and V8 lets the less garbage lie around the smaller it may become. Commands run on machines that have more.
 */
const OLD_GENERATION = '--max-old-space-size=1024';

const IN_THE_APP: ReadonlySet<keyof Works> = new Set(['store', 'sum up']);

/** Else code that ran only at the start would be thrown away some collections later: megabytes, in the midst of counting. */
const KEEP_CODE = '--no-flush-bytecode';

/** Where the explorer is a program, it is begun so. */
const JSX_SOURCES = fileURLToPath(new URL('../../build/jsx-sources.ts', import.meta.url));

const PROGRAM = fileURLToPath(new URL('./watched-process.ts', import.meta.url));

export async function memoryOf<Name extends keyof Works>(
  work: Name,
  ...args: Parameters<Works[Name]>
): Promise<Memory> {
  const heap = [YOUNG_GENERATION, ...(IN_THE_APP.has(work) ? [OLD_GENERATION] : [])];
  const options = [...heap, KEEP_CODE, '--expose-gc', '--require', JSX_SOURCES];
  const texts = args.map((arg) => JSON.stringify(arg));
  const { stdout } = await promisify(execFile)(process.execPath, [...options, PROGRAM, work, ...texts]);
  return JSON.parse(stdout) as Memory;
}

/** Counts from when all but the last `counted` calls are stored. */
export async function memoryOfStoring(
  workbench: Workbench,
  counted: number,
  calls: ReadonlyArray<CallSpec>,
): Promise<Memory> {
  const { settings, tenant, close } = await startPipeline(await workbench.freshAccount());
  try {
    return await memoryOf(
      'store',
      settings,
      counted,
      calls.map((call) => recordOf(tenant, call)),
    );
  } finally {
    await close();
  }
}
