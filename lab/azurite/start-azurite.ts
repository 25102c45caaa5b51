// Azurite, the storage emulator, as a child process that lives exactly as long as its owner wants it.
import type { ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { type AzuriteAccount, type AzuritePorts, azuriteConnectionString } from './connection-string.ts';
import { startOwned, stopOwned } from './owned-process.ts';

/** What to start. Everything has a default: free ports, in memory, the development account. */
export interface AzuriteOptions {
  /**
   * `default`: 10000–10002 when all three are free, otherwise free ones, so that Storage Explorer finds the emulator
   * by itself where it can. `free` (the default): whatever the system hands out. Or exactly these.
   */
  readonly ports?: AzuritePorts | 'default' | 'free';
  /** Accounts to serve instead of the development account. */
  readonly accounts?: ReadonlyArray<AzuriteAccount>;
}

/** A running Azurite. */
export interface Azurite {
  /** Of the development account, or of the first of `accounts`. */
  readonly connectionString: string;
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

/** Where Storage Explorer, `UseDevelopmentStorage=true` and every tutorial expect the emulator. */
const DEFAULT_PORTS: AzuritePorts = { blob: 10_000, queue: 10_001, table: 10_002 };

/** Ready takes 1.4–1.8 s on two idle cores; a loaded machine gets plenty more. */
const START_LIMIT_MS = 120_000;

/**
 * Starts Azurite and waits until all three services listen.
 * The process ends with `stop()`, and by itself when this process ends, even by SIGKILL.
 * @throws {AzuriteStartError} when it ends early, or is not ready in time.
 */
export async function startAzurite(options: AzuriteOptions = {}): Promise<Azurite> {
  const { ports = 'free' } = options;
  const free = { blob: 0, queue: 0, table: 0 };
  if (ports !== 'default') return await launch(options, ports === 'free' ? free : ports);
  try {
    return await launch(options, DEFAULT_PORTS);
  } catch (error) {
    if (!(error instanceof AzuriteStartError && error.message.includes('EADDRINUSE'))) throw error;
    return await launch(options, free);
  }
}

/** Longer than anything that uses it pauses. */
const KEEP_ALIVE_SECONDS = '3600';

async function launch(options: AzuriteOptions, requested: AzuritePorts): Promise<Azurite> {
  const { accounts } = options;
  const child = startOwned(
    [
      createRequire(import.meta.url).resolve('azurite/dist/src/azurite.js'),
      ...['--blobPort', `${requested.blob}`],
      ...['--queuePort', `${requested.queue}`],
      ...['--tablePort', `${requested.table}`],
      // By default it closes connections after five idle seconds, and a request that is just then sent on one fails.
      ...['--blobKeepAliveTimeout', KEEP_ALIVE_SECONDS],
      ...['--queueKeepAliveTimeout', KEEP_ALIVE_SECONDS],
      ...['--tableKeepAliveTimeout', KEEP_ALIVE_SECONDS],
      // SDKs are often newer than the newest API version Azurite knows, and it would refuse them.
      '--skipApiVersionCheck',
      '--disableTelemetry',
      '--silent',
      '--inMemoryPersistence',
    ],
    { ...process.env, ...accountsVariable(accounts) },
  );
  try {
    const ports = await listeningPorts(child);
    letParentEnd(child);
    return {
      connectionString: azuriteConnectionString(ports, accounts?.[0]),
      tableUrl: `http://127.0.0.1:${ports.table}`,
      ports,
      usesDefaultPorts: requested === DEFAULT_PORTS,
      stop: () => stopOwned(child),
    };
  } catch (error) {
    await stopOwned(child);
    throw error;
  }
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
    setTimeout(fail, START_LIMIT_MS, `was not ready within ${START_LIMIT_MS / 1000} s`).unref();
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const [blob, queue, table] = ['Blob', 'Queue', 'Table'].map((service) => portIn(output, service));
      if (blob !== undefined && queue !== undefined && table !== undefined) resolve({ blob, queue, table });
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    // `close` and not `exit`: by then all it printed has been read.
    child.once('close', (code, signal) => fail(`ended at start with ${signal ?? `code ${code}`}`));
  });
}

function portIn(output: string, service: string): number | undefined {
  const line = new RegExp(`Azurite ${service} service is successfully listening at \\S+:(\\d+)`).exec(output);
  return line?.[1] === undefined ? undefined : Number(line[1]);
}

/** The parent may finish its work and end without `stop()`: nothing of the child keeps its event loop alive. */
function letParentEnd(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
  for (const pipe of [child.stdout, child.stderr]) (pipe as Socket | null)?.unref();
}
