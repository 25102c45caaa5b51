// npm run host: the functions of this directory on a local host, like `func start`.
// Settings come from local.settings.json, where it is there, and from the environment, which wins.
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { endWithNpm } from '../../src/cli/end-with-npm.ts';
import { LocalSettingsError, readLocalSettings } from '../../src/cli/local-settings.ts';
import { FunctionAppError, loadFunctionApp } from './function-app.ts';
import { createHost, type Host } from './host.ts';
import { HostJsonError, readHostJson } from './host-json.ts';
import { jsonLinesLog, lineLog } from './logs.ts';
import { StorageConnectionError } from './storage.ts';
import { type Settings, type Trigger, TriggerError } from './triggers.ts';

/** Of the Core Tools. */
const DEFAULT_PORT = 7071;

const HELP = `Usage: npm run host -- [options]

Builds the functions and runs them on a local Functions host.

  --port NUMBER            where to listen on 127.0.0.1; 0 takes any free port (default: PORT, or ${DEFAULT_PORT})
  --json-logs              write one JSON object a line
  --message-lease SECONDS  how long a message stays with a host that was killed (default: 600)
  --timer-lease SECONDS    how long a timer stays with a host that was killed (default: that of host.json)
  --help                   show this help
`;

class UsageError extends Error {
  override readonly name = 'UsageError';
}

const write = (line: string) => process.stdout.write(line);

/** Mistakes of the users of this command, or of the app's author: their messages say what to do. */
const KNOWN = [
  FunctionAppError,
  HostJsonError,
  LocalSettingsError,
  StorageConnectionError,
  TriggerError,
  UsageError,
];

try {
  await main(process.cwd());
} catch (error) {
  fail(error);
}

async function main(directory: string): Promise<void> {
  const flags = readFlags();
  if (flags.help) return void write(HELP);
  // Before the functions are loaded: they read their settings from the environment while they load.
  for (const [name, value] of Object.entries(await readLocalSettings(directory))) process.env[name] ??= value;
  const settings = process.env;
  const port = wholeNumber('--port', flags.port, 0, 65_535) ?? wholeNumber('PORT', settings.PORT, 0, 65_535);
  // The queue service takes leases up to seven days, the blob service those of 15 to 60 s.
  const messageLeaseSeconds = wholeNumber('--message-lease', flags['message-lease'], 1, 7 * 24 * 3_600);
  const timerLeaseSeconds = wholeNumber('--timer-lease', flags['timer-lease'], 15, 60);
  const logs = flags['json-logs'] ? jsonLinesLog(write) : lineLog(write);
  const host = await createHost({
    hostJson: readHostJson(directory),
    app: await loadFunctionApp(directory),
    settings,
    hostId: hostIdOf(directory, settings),
    messageLeaseSeconds,
    timerLeaseSeconds,
    logs,
  });
  const { url } = await host.start(port ?? DEFAULT_PORT);
  if (!flags['json-logs']) write(banner(host, url));
  logs({
    time: new Date().toISOString(),
    level: 'information',
    source: 'host',
    message: `Listening on ${url}`,
  });
  endOnSignal(host);
  endWithNpm();
}

/** @throws {UsageError} */
function readFlags() {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = { port: text, 'json-logs': flag, 'message-lease': text, 'timer-lease': text, help: flag };
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ', 1)[0] : error;
    throw new UsageError(`${reason}. For the options: npm run host -- --help`);
  }
}

/** @throws {UsageError} */
function wholeNumber(
  name: string,
  text: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (text === undefined || text === '') return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new UsageError(`${name} is "${text}": it must be a whole number from ${least} to ${most}.`);
}

/** Hosts with the same id are instances of one app: those on this machine and in this directory, unless told otherwise. */
function hostIdOf(directory: string, settings: Settings): string {
  const explicit = settings.AzureFunctionsWebHost__hostid;
  if (explicit) return explicit.toLowerCase();
  return createHash('sha256')
    .update(`${hostname()}\n${resolve(directory)}`)
    .digest('hex')
    .slice(0, 32);
}

/** Every function, and what runs it. */
function banner({ triggers, hostJson }: Host, url: string): string {
  const lines = triggers.map(
    (trigger) => `  ${trigger.functionName}: ${what(trigger, url, hostJson.routePrefix)}`,
  );
  return ['', 'Functions:', '', ...lines.sort(), '', ''].join('\n');
}

function what(trigger: Trigger, url: string, routePrefix: string): string {
  switch (trigger.kind) {
    case 'http': {
      const path = [routePrefix, trigger.route].filter((part) => part !== '').join('/');
      return `[${trigger.methods.join(',')}] ${url}/${path}`;
    }
    case 'queue':
      return `queueTrigger '${trigger.queueName}' (${trigger.connection})`;
    case 'timer':
      return `timerTrigger '${trigger.schedule}' UTC`;
  }
}

/** The first signal finishes what is running; a second one is for the impatient. */
function endOnSignal(host: Host): void {
  let ending = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (ending) process.exit(1);
      ending = true;
      host.stop().then(() => process.exit(0), fail);
    });
  }
}

function fail(error: unknown): never {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(error instanceof UsageError ? 2 : 1);
}

/** Mistakes of the app's author in their own words, everything else with its stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `${error.message}. To use another port: npm run host -- --port 0`;
  if (code === 'ECONNREFUSED')
    return `Storage does not answer: ${error.message}. To start the storage emulator: npx azurite`;
  const isKnown = KNOWN.some((kind) => error instanceof kind);
  return isKnown ? error.message : (error.stack ?? error.message);
}
