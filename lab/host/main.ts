// npm run host: the functions of this directory on a local host, like `func start`.
//
//   node lab/host/main.ts [--json-logs] [--message-lease SECONDS] [--timer-lease SECONDS]
//
// Settings come from local.settings.json, where it is there, and from the environment, which wins. PORT is 7071 unless set.
// The leases say how long messages and timers stay with a host that was killed: 600 s and host.json's, unless given.
import { parseArgs } from 'node:util';
import { endWithNpm } from '../../src/cli/end-with-npm.ts';
import { LocalSettingsError, readLocalSettings } from '../../src/cli/local-settings.ts';
import { banner } from './banner.ts';
import { FunctionAppError } from './function-app.ts';
import { loadFunctionApp } from './function-app-directory.ts';
import { createHost, type Host, type HostOptions } from './host.ts';
import { hostIdOf } from './host-id.ts';
import { HostJsonError, readHostJson } from './host-json.ts';
import { jsonLinesLog, lineLog } from './logs.ts';
import { StorageConnectionError } from './storage-connections.ts';
import { TriggerError } from './triggers.ts';

/** Of the Core Tools. */
const DEFAULT_PORT = 7071;

const { values: flags } = parseArgs({
  options: {
    'json-logs': { type: 'boolean', default: false },
    'message-lease': { type: 'string' },
    'timer-lease': { type: 'string' },
  },
});
const write = (line: string) => process.stdout.write(line);
const logs = flags['json-logs'] ? jsonLinesLog(write) : lineLog(write);

class StartError extends Error {
  override readonly name = 'StartError';
}

try {
  await main(process.cwd());
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}

async function main(directory: string): Promise<void> {
  // Before the functions are loaded: they read their settings from the environment while they load.
  for (const [name, value] of Object.entries(await readLocalSettings(directory))) process.env[name] ??= value;
  const settings = process.env;
  const host = await createHost({
    hostJson: await readHostJson(directory),
    app: await loadFunctionApp(directory),
    settings,
    hostId: hostIdOf(directory, settings),
    ...leases(),
    logs,
  });
  const { url } = await host.start(readPort(settings.PORT));
  if (!flags['json-logs']) write(banner(host, url));
  const message = `Listening on ${url}`;
  logs({ time: new Date().toISOString(), level: 'information', source: 'host', message });
  endOnSignal(host);
  endWithNpm();
}

/**
 * The queue service takes leases up to seven days, the blob service those of 15 to 60 s.
 * @throws {StartError}
 */
function leases(): Pick<HostOptions, 'messageLeaseSeconds' | 'timerLeaseSeconds'> {
  const seconds = (flag: 'message-lease' | 'timer-lease', least: number, most: number) => {
    const text = flags[flag];
    if (text === undefined) return undefined;
    const number = Number(text);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw new StartError(`--${flag} is "${text}", which is no whole number from ${least} to ${most}.`);
  };
  const messageLeaseSeconds = seconds('message-lease', 1, 7 * 24 * 3_600);
  const timerLeaseSeconds = seconds('timer-lease', 15, 60);
  return {
    ...(messageLeaseSeconds === undefined ? {} : { messageLeaseSeconds }),
    ...(timerLeaseSeconds === undefined ? {} : { timerLeaseSeconds }),
  };
}

/** @throws {StartError} */
function readPort(text = `${DEFAULT_PORT}`): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new StartError(`PORT is "${text}", which is no port: 0 (any free one) to 65535.`);
}

/** The first signal finishes what is running; a second one is for the impatient. */
function endOnSignal(host: Host): void {
  let ending = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (ending) process.exit(1);
      ending = true;
      host.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`${explain(error)}\n`);
          process.exit(1);
        },
      );
    });
  }
}

/** Mistakes of the app's author in their own words, everything else with its stack. */
function explain(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}. Is a host running already? Set PORT to use another port.`;
  }
  if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') {
    return `Storage does not answer: ${error.message}. For the storage emulator, run azurite.`;
  }
  const known = [
    FunctionAppError,
    HostJsonError,
    LocalSettingsError,
    StartError,
    StorageConnectionError,
    TriggerError,
  ];
  if (known.some((kind) => error instanceof kind) && error instanceof Error) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
