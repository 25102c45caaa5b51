// Azurite, the storage emulator, as a child process that lives exactly as long as its owner wants it.
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { type AzuriteAccount, type AzuritePorts, azuriteConnectionString } from './connection-string.ts';
import { DEFAULT_PORTS, defaultPortsAreFree } from './default-ports.ts';

/** What to start. Everything has a default: free ports, in memory, the development account. */
export interface AzuriteOptions {
  /**
   * `default`: 10000–10002 when all three are free, otherwise free ones, so that Storage Explorer finds the emulator
   * by itself where it can. `free` (the default): whatever the system hands out. Or exactly these.
   */
  readonly ports?: AzuritePorts | 'default' | 'free';
  /** A folder in which the data outlives the process; without it everything is in memory. */
  readonly location?: string;
  /** Accounts to serve instead of the development account. */
  readonly accounts?: ReadonlyArray<AzuriteAccount>;
}

/** A running Azurite. */
export interface Azurite {
  /** Of the development account, or of the first of `accounts`. */
  readonly connectionString: string;
  readonly blobUrl: string;
  readonly queueUrl: string;
  readonly tableUrl: string;
  readonly ports: AzuritePorts;
  readonly usesDefaultPorts: boolean;
  /** Resolves when the process has ended. May be called again. */
  stop(): Promise<void>;
}

/** Azurite did not come up; the message holds what it printed. */
export class AzuriteStartError extends Error {
  override readonly name = 'AzuriteStartError';
}

/** Ready takes 1.4–1.8 s on two idle cores; a loaded CI machine gets plenty more. */
const START_LIMIT_MS = 30_000;
/** A second more than exit-with-parent.ts grants the process for its own orderly end. */
const STOP_LIMIT_MS = 6_000;

/**
 * Starts Azurite and waits until all three services listen.
 * The process ends with `stop()`, and by itself when this process ends, even by SIGKILL.
 * @throws {AzuriteStartError} when it ends early, or is not ready within 30 s.
 */
export async function startAzurite(options: AzuriteOptions = {}): Promise<Azurite> {
  const { ports = 'free' } = options;
  if (ports === 'default' && (await defaultPortsAreFree())) {
    try {
      return await launch(options, DEFAULT_PORTS);
    } catch (error) {
      // Somebody took a port between the look and the start.
      if (!(error instanceof AzuriteStartError && error.message.includes('EADDRINUSE'))) throw error;
    }
  }
  return await launch(options, typeof ports === 'object' ? ports : { blob: 0, queue: 0, table: 0 });
}

async function launch(options: AzuriteOptions, requested: AzuritePorts): Promise<Azurite> {
  const child = spawn(process.execPath, [...command(), ...flags(requested, options.location)], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...accountsVariable(options.accounts) },
    // A process group of its own: a Ctrl-C on the terminal is for the parent, who may still need the storage.
    detached: true,
    windowsHide: true,
  });
  try {
    const ports = await listeningPorts(child);
    letParentEnd(child);
    const account = options.accounts?.[0];
    return {
      connectionString: azuriteConnectionString(ports, account),
      blobUrl: `http://127.0.0.1:${ports.blob}`,
      queueUrl: `http://127.0.0.1:${ports.queue}`,
      tableUrl: `http://127.0.0.1:${ports.table}`,
      ports,
      usesDefaultPorts:
        ports.blob === DEFAULT_PORTS.blob &&
        ports.queue === DEFAULT_PORTS.queue &&
        ports.table === DEFAULT_PORTS.table,
      stop: () => stop(child),
    };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

function command(): ReadonlyArray<string> {
  const exitWithParent = new URL('./exit-with-parent.ts', import.meta.url);
  const azurite = createRequire(import.meta.url).resolve('azurite/dist/src/azurite.js');
  return ['--import', exitWithParent.href, azurite];
}

function flags(ports: AzuritePorts, location: string | undefined): ReadonlyArray<string> {
  return [
    '--blobPort',
    `${ports.blob}`,
    '--queuePort',
    `${ports.queue}`,
    '--tablePort',
    `${ports.table}`,
    // SDKs are often newer than the newest API version Azurite knows, and it would refuse them.
    '--skipApiVersionCheck',
    '--disableTelemetry',
    '--silent',
    ...(location === undefined ? ['--inMemoryPersistence'] : ['--location', location]),
  ];
}

/** https://github.com/Azure/Azurite#customized-storage-accounts--keys */
function accountsVariable(accounts: ReadonlyArray<AzuriteAccount> | undefined): NodeJS.ProcessEnv {
  return accounts === undefined
    ? {}
    : { AZURITE_ACCOUNTS: accounts.map(({ name, key }) => `${name}:${key}`).join(';') };
}

/** Reads the ports from "Azurite Blob service is successfully listening at http://127.0.0.1:10000", and so on. */
function listeningPorts(child: ChildProcess): Promise<AzuritePorts> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (what: string) => reject(new AzuriteStartError(`Azurite ${what}.\n${output.trim()}`));
    const limit = setTimeout(() => fail(`was not ready within ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const blob = portIn(output, 'Blob');
      const queue = portIn(output, 'Queue');
      const table = portIn(output, 'Table');
      if (blob === undefined || queue === undefined || table === undefined) return;
      clearTimeout(limit);
      child.stdout?.off('data', read);
      resolve({ blob, queue, table });
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.once('error', (error) => {
      clearTimeout(limit);
      fail(`could not be started: ${error.message}`);
    });
    // `close` and not `exit`: by then all it printed has been read.
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      fail(`ended at start with ${signal ?? `code ${code}`}`);
    });
  });
}

function portIn(output: string, service: 'Blob' | 'Queue' | 'Table'): number | undefined {
  const line = new RegExp(`Azurite ${service} service is successfully listening at \\S+:(\\d+)`).exec(output);
  return line?.[1] === undefined ? undefined : Number(line[1]);
}

/** The parent may finish its work and end without `stop()`: nothing of the child keeps its event loop alive. */
function letParentEnd(child: ChildProcess): void {
  child.stdout?.resume();
  child.stderr?.resume();
  child.unref();
  child.channel?.unref();
  for (const pipe of [child.stdout, child.stderr]) {
    if (pipe !== null && 'unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.ref();
  if (child.connected) child.disconnect();
  const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(limit);
}
