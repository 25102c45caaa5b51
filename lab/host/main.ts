// npm run host: the functions of this directory on a local host, like `func start`.
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { AskedWrongly, EXIT } from '../../src/cli/exit.ts';
import { LocalSettingsError, readLocalSettings } from '../../src/cli/local-settings.ts';
import { endWithNpm } from '../end-with-npm.ts';
import { buildFunctionsFor, givenToScript, wholeNumber } from '../script.ts';
import { systemClock } from './clock.ts';
import { FunctionAppError, loadFunctionApp } from './function-app.ts';
import { createHost, type Host } from './host.ts';
import { HostJsonError, readHostJson } from './host-json.ts';
import { jsonLinesLog, lineLog, sayAsHost } from './logs.ts';
import { LEASE_SECONDS } from './queue-rules.ts';
import { StorageConnectionError } from './storage.ts';
import { type Settings, type Trigger, TriggerError } from './triggers.ts';

/** Of the Core Tools. */
const DEFAULT_PORT = 7071;

const { options } = givenToScript({
  name: 'npm run host --',
  summary: 'Builds the functions and runs them on a local Functions host.',
  details: 'Settings come from local.settings.json, if there is one, and from the environment, which wins.',
  options: {
    port: {
      takes: 'NUMBER',
      description: `where to listen on 127.0.0.1, or 0 for any free port (default: PORT, else ${DEFAULT_PORT})`,
      format: wholeNumber(0, 65_535),
    },
    'json-logs': { description: 'write one JSON object a line' },
    // The queue service takes leases up to seven days, the blob service those of 15 to 60 s.
    'message-lease': {
      takes: 'SECONDS',
      description: `how long a message stays with a host that was killed (default: ${LEASE_SECONDS})`,
      format: wholeNumber(1, 7 * 24 * 3_600),
    },
    'timer-lease': {
      takes: 'SECONDS',
      description: 'how long a timer stays with a host that was killed (default: 60)',
      format: wholeNumber(15, 60),
    },
  },
});

/** Graph must find the functions there. */
const ANOTHER_PORT =
  'To use another port P: npm run host -- --port P, with WEBHOOK_BASE_URL=http://127.0.0.1:P in the environment';

/** Azurite knows fewer versions of the service than the host's storage client. */
const STORAGE_EMULATOR = 'npx --no-install azurite --inMemoryPersistence --skipApiVersionCheck';

/** Mistakes of the users of this command, or of the app's author: their messages say what to do. */
const KNOWN = [
  AskedWrongly,
  FunctionAppError,
  HostJsonError,
  LocalSettingsError,
  StorageConnectionError,
  TriggerError,
];

const write = (line: string) => process.stdout.write(line);

try {
  await main(process.cwd());
} catch (error) {
  fail(error);
}

async function main(directory: string): Promise<void> {
  buildFunctionsFor('host');
  // Before the functions are loaded: they read their settings from the environment while they load.
  for (const [name, value] of Object.entries((await readLocalSettings(directory)) ?? {}))
    process.env[name] ??= value;
  const settings = process.env;
  const port = options.port ?? portIn(settings.PORT) ?? DEFAULT_PORT;
  const logs = options['json-logs'] ? jsonLinesLog(write) : lineLog(write);
  const host = await createHost({
    hostJson: readHostJson(directory),
    app: await loadFunctionApp(directory),
    settings,
    hostId: hostIdOf(directory, settings),
    messageLeaseSeconds: options['message-lease'],
    timerLeaseSeconds: options['timer-lease'],
    logs,
  });
  const { url } = await host.start(port);
  if (!options['json-logs']) write(banner(host, url));
  sayAsHost({ logs, clock: systemClock }, 'information', `Listening on ${url}`);
  endOnSignal(host);
  endWithNpm();
}

/** @throws {AskedWrongly} */
function portIn(setting: string | undefined): number | undefined {
  if (!setting) return undefined;
  const { read, expected } = wholeNumber(0, 65_535);
  const port = read(setting);
  if (port === undefined) throw new AskedWrongly(`PORT is "${setting}", which is not ${expected}.`);
  return port;
}

/** Hosts with the same id are instances of one app: those on this machine and in this directory by default. */
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
  process.exit(error instanceof AskedWrongly ? EXIT.askedWrongly : EXIT.foundWrong);
}

/** Mistakes of the app's author in their own words, everything else with its stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `${error.message}. ${ANOTHER_PORT}`;
  if (code === 'ECONNREFUSED')
    return `Storage does not answer: ${error.message}. To start the storage emulator: ${STORAGE_EMULATOR}`;
  const isKnown = KNOWN.some((kind) => error instanceof kind);
  return isKnown ? error.message : (error.stack ?? error.message);
}
