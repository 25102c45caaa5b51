/** Fresh Node processes: an empty one, and one that imports the functions. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

/** The settings the functions check while they load; they connect to nothing. */
const SETTINGS = {
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  CallRecordStorage: 'UseDevelopmentStorage=true',
  GRAPH_TENANT_ID: '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90',
  GRAPH_BASE_URL: 'http://127.0.0.1:4280/v1.0',
  GRAPH_CLIENT_STATE: 'only-the-simulated-graph-knows-this',
  WEBHOOK_BASE_URL: 'http://127.0.0.1:7071',
};

const Registered = z.array(z.string()).min(1);

/** Milliseconds from the start of the process to its end. */
export function emptyProcess(): number {
  return run('empty-process.mjs').milliseconds;
}

/**
 * The same for a process that imports the functions.
 * @throws when the import fails or registers nothing.
 */
export function importingProcess(bundle: string): number {
  const { milliseconds, output } = run('import-functions.mjs', bundle);
  Registered.parse(JSON.parse(output));
  return milliseconds;
}

/** Waits without looking at anything else, so that this process takes no time from the other. */
function run(
  program: string,
  ...args: ReadonlyArray<string>
): { readonly milliseconds: number; readonly output: string } {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...args], {
    env: SETTINGS,
    encoding: 'utf8',
  });
  const milliseconds = performance.now() - begun;
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return { milliseconds, output: stdout };
}
