/** Builds the functions once for the whole run: some tests start programs that load the bundle. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export async function setup(): Promise<void> {
  await promisify(execFile)(process.execPath, ['build/bundle/main.ts', '--quiet']);
}
