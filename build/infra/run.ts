/** Runs a program to its end. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Resolves whatever the exit code; undefined when there is no such program. */
export async function run(
  command: string,
  args: ReadonlyArray<string>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Finished | undefined> {
  // On Windows az is a batch file, which only a shell starts; no argument here needs quoting.
  const child = spawn(command, [...args], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32' && command === 'az',
  });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  try {
    await once(child, 'close');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES')) {
      return undefined;
    }
    throw error;
  }
  const [stdout, stderr] = await output;
  return { exitCode: child.exitCode ?? 1, stdout, stderr };
}
