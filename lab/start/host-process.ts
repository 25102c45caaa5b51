/** The functions on the local host, as a child process that never outlives this one. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type PipelineEvent, pipelineEventIn } from './pipeline-events.ts';

export interface HostProcess {
  /** Resolves with what it said last when it ends without having been asked to; never rejects. */
  readonly failed: Promise<string>;
  /** Finishes what is running, then resolves. May be called again. */
  stop(): Promise<void>;
  /** Ends it with SIGKILL, in the middle of whatever it does; resolves when it is gone. */
  kill(): Promise<void>;
}

/** The functions did not start; the message is what the host said. */
export class HostStartError extends Error {
  override readonly name = 'HostStartError';
}

export interface HostProcessOptions {
  /** For lab/host/main.ts. */
  readonly flags?: ReadonlyArray<string>;
  /** Hears every line of its log, one JSON object each. */
  readonly onLine?: (line: string) => void;
}

/** It starts in 1 to 2 s on two idle cores; a loaded machine gets plenty more. */
const START_LIMIT_MS = 60_000;
/** A second more than the preloaded exit-with-parent.ts grants the process for its own orderly end. */
const STOP_LIMIT_MS = 6_000;
/** Characters of its error output that are kept. */
const ERRORS_KEPT = 4_000;

const PROJECT = new URL('../../', import.meta.url);

/**
 * Starts the host on what `npm run build` made, and resolves once it listens.
 * @throws {HostStartError}
 */
export async function startHostProcess(
  environment: NodeJS.ProcessEnv,
  tell: (event: PipelineEvent) => void,
  { flags = [], onLine = () => undefined }: HostProcessOptions = {},
): Promise<HostProcess> {
  const child = spawn(process.execPath, [...command(), ...flags], {
    cwd: PROJECT,
    env: environment,
    // The channel closes with this process, however it ends, and the child ends with the channel.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A process group of its own: a Ctrl-C on the terminal is for this process, which still needs the functions.
    detached: true,
    windowsHide: true,
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-ERRORS_KEPT);
  });
  let stopping = false;
  const failed = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => {
      if (!stopping) resolve(errors.trim() || `The functions ended with ${signal ?? `code ${code}`}.`);
    });
    child.once('error', (error) => resolve(error.message));
  });
  const stop = async () => {
    stopping = true;
    await ended(child);
  };
  const limit = new AbortController();
  const kill = async () => {
    stopping = true;
    await killed(child);
  };
  const listening = listens(child, (line) => {
    onLine(line);
    const event = pipelineEventIn(line);
    if (event !== undefined) tell(event);
  });
  const outcome = await Promise.race([listening, failed, late(limit.signal)]);
  limit.abort();
  if (outcome === 'listening') return { failed, stop, kill };
  await stop();
  throw new HostStartError(outcome);
}

function command(): ReadonlyArray<string> {
  const exitWithParent = new URL('lab/azurite/exit-with-parent.ts', PROJECT);
  return ['--import', exitWithParent.href, 'lab/host/main.ts', '--json-logs'];
}

/** Passes every line of the log on; resolves with the one that says that the host listens. */
function listens(child: ChildProcess, onLine: (line: string) => void): Promise<'listening'> {
  return new Promise((resolve) => {
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('"Listening on ')) resolve('listening');
      onLine(line);
    });
  });
}

function late(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const text = `The functions did not start within ${START_LIMIT_MS / 1000} s.`;
    const timer = setTimeout(() => resolve(text), START_LIMIT_MS);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
}

/** Closing the channel is what asks it to end; see exit-with-parent.ts. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (child.connected) child.disconnect();
  const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await exit;
  clearTimeout(limit);
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  // `close` and not `exit`: by then all it said has been heard.
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.kill('SIGKILL');
  await closed;
}
