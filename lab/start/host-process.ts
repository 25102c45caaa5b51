/** The functions on the local host, as a child process that never outlives this one. */

import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startOwned, stopOwned } from '../azurite/owned-process.ts';
import { type LogLine, logLineIn } from './host-log.ts';
import { CannotRun } from './run-to-verdict.ts';

export interface HostProcess {
  /** Resolves with what it said last when it ends without having been asked to; never rejects. */
  readonly failed: Promise<string>;
  /** Finishes what is running, then resolves. May be called again. */
  stop(): Promise<void>;
  /** Ends it with SIGKILL, in the middle of whatever it does; resolves when it is gone and all it said was heard. */
  kill(): Promise<void>;
}

/** It starts in 1 to 2 s on two idle cores; a loaded machine gets plenty more. */
const START_LIMIT_MS = 60_000;
/** Characters of its error output that are kept. */
const ERRORS_KEPT = 4_000;

const HOST = fileURLToPath(new URL('../host/main.ts', import.meta.url));

/**
 * Starts the host on what `npm run build` made, and resolves once it listens. `hear` is told every line of its log.
 * @throws {CannotRun} with what the host said.
 */
export async function startHostProcess(
  environment: NodeJS.ProcessEnv,
  hear: (line: LogLine) => void,
  flags: ReadonlyArray<string> = [],
): Promise<HostProcess> {
  const child = startOwned([HOST, '--json-logs', ...flags], environment);
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-ERRORS_KEPT);
  });
  let isAskedToEnd = false;
  const failed = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => {
      if (!isAskedToEnd) resolve(errors.trim() || `The functions ended with ${signal ?? `code ${code}`}.`);
    });
    child.once('error', (error) => resolve(error.message));
  });
  const stop = () => {
    isAskedToEnd = true;
    return stopOwned(child);
  };
  const kill = async () => {
    isAskedToEnd = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  };
  const listening = new AbortController();
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = logLineIn(text);
      if (line === undefined) return;
      if (line.message.startsWith('Listening on ')) listening.abort();
      hear(line);
    });
  }
  const tooLate = `The functions did not start within ${START_LIMIT_MS / 1000} s.`;
  const late = pause(START_LIMIT_MS, tooLate, { signal: listening.signal }).catch(() => undefined);
  const problem = await Promise.race([failed, late]);
  if (problem === undefined) return { failed, stop, kill };
  listening.abort();
  await stop();
  throw new CannotRun(problem);
}
