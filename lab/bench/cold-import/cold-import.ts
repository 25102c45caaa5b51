/** What a new instance pays before it can answer: the import of the functions, beside an empty Node process. */

import { spawnSync } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { comparisonTable, countTable } from '../findings.ts';
import { compare, inRounds } from '../rounds.ts';
import type { Measurement } from '../workbench.ts';

const IMPORTING = fileURLToPath(new URL('./import-functions.mjs', import.meta.url));

/** A process takes a tenth of a second: more of them cost little and say more. */
const PROCESSES_A_ROUND = 3;

/** Twice an empty process and this much: room for reading and compiling a bundle of its size. */
const ALLOWANCE_MS = 40;

export const coldImport: Measurement = {
  name: 'cold-import',
  title: 'Cold import of the functions',
  async run({ rounds }) {
    const measured = await inRounds(rounds * PROCESSES_A_ROUND, {
      empty: async () => ({ process: millisecondsOf('--eval', '') }),
      functions: async () => ({ process: millisecondsOf(IMPORTING) }),
    });
    const what = 'process that imports the functions';
    const typical = compare(measured, {
      figure: 'process',
      ours: 'functions',
      bare: 'empty',
      what,
      unit: 'ms',
    });
    // Others on the machine only ever add time: the fastest of each kind shows best what it takes by itself.
    const ours = Math.min(...measured.map(({ functions }) => functions.process));
    const bare = Math.min(...measured.map(({ empty }) => empty.process));
    const fastest = { ...typical, what: `${what}, the fastest`, ours, bare, ratios: [ours / bare] };
    const withAim = [typical, fastest].map((comparison) => ({
      ...comparison,
      aim: `at most 2 × + ${ALLOWANCE_MS} ms, here ${(2 * comparison.bare + ALLOWANCE_MS).toFixed(0)} ms`,
    }));
    return [comparisonTable('empty process', withAim)];
  },
};

/** The settings the functions check while they load; they connect to nothing. */
const SETTINGS = {
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  CallRecordStorage: 'UseDevelopmentStorage=true',
  GRAPH_TENANT_ID: '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90',
  GRAPH_BASE_URL: 'http://127.0.0.1:4280/v1.0',
  GRAPH_CLIENT_STATE: 'only-the-simulated-graph-knows-this',
  WEBHOOK_BASE_URL: 'http://127.0.0.1:7071',
};

/** From the start of a Node process to its end. Waits without looking at anything else, and takes no time from it. */
function millisecondsOf(...args: ReadonlyArray<string>): number {
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { env: SETTINGS, encoding: 'utf8' });
  const milliseconds = performance.now() - begun;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
  return milliseconds;
}

const BUNDLE = fileURLToPath(new URL('../../../dist', import.meta.url));

/** Parsing grows with the size; a dependency that slips in shows here first. */
const MOST_BYTES = 1_500_000;

export const bundleSize: Measurement = {
  name: 'bundle-size',
  title: 'Size of the bundle',
  async run() {
    // All code that is deployed: beside the entry there may be parts that it loads later.
    const files = (await readdir(BUNDLE, { recursive: true })).filter((file) => /\.[cm]?js$/.test(file));
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(BUNDLE, file))).size));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    return [countTable([['code in dist/', 'bytes', bytes, MOST_BYTES]])];
  },
};
