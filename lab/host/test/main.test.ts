import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterEach, describe, expect, test } from 'vitest';
import { freshAccount } from '../../../test/storage-account.ts';
import type { LogEntry } from '../logs.ts';
import { type BuiltFunctionApp, buildFunctionApp } from './built-function-app.ts';
import { eventually } from './eventually.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

const APP = `
import { existsSync, writeFileSync } from 'node:fs';
import { app } from '@azure/functions';

app.http('greet', { handler: async (request) => ({ body: 'hello from ' + process.env.WHERE }) });
app.timer('tick', { schedule: '0 0 0 1 1 *', handler: () => undefined });
app.storageQueue('work', {
  queueName: 'work',
  connection: 'AzureWebJobsStorage',
  handler: async (entry, context) => {
    context.log('begun', entry);
    if (entry === 'crash') void Promise.reject(new Error('no code waits for this'));
    while (!existsSync('finish')) await new Promise((resolve) => setTimeout(resolve, 5));
    writeFileSync('finished', String(entry));
  },
});
`;

interface RunningHost {
  readonly child: ChildProcess;
  readonly exitCode: Promise<number | null>;
  output(): string;
  errors(): string;
  log(): ReadonlyArray<LogEntry>;
  /** The URL it listens on, once it does. */
  url(): Promise<string>;
}

const apps: Array<BuiltFunctionApp> = [];
const children: Array<ChildProcess> = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(apps.splice(0).map((app) => app.remove()));
});

async function built(...given: Parameters<typeof buildFunctionApp>): Promise<BuiltFunctionApp> {
  const app = await buildFunctionApp(...given);
  apps.push(app);
  return app;
}

function runHost(
  { directory }: BuiltFunctionApp,
  {
    flags = ['--json-logs'],
    env = {},
  }: { readonly flags?: ReadonlyArray<string>; readonly env?: NodeJS.ProcessEnv } = {},
): RunningHost {
  const child = spawn(process.execPath, [MAIN, ...flags], {
    cwd: directory,
    env: { ...process.env, PORT: '0', ...env },
  });
  children.push(child);
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const url = () => /Listening on (http:\/\/localhost:\d+)/.exec(output)?.[1];
  return {
    child,
    exitCode: once(child, 'close').then(([code]) => code as number | null),
    output: () => output,
    errors: () => errors,
    log: () =>
      output
        .split('\n')
        .filter(Boolean)
        .map((line): LogEntry => JSON.parse(line)),
    url: async () => {
      await eventually(() => url() !== undefined || child.exitCode !== null);
      return url() ?? `${errors}`;
    },
  };
}

function queueOf(account: string) {
  return QueueServiceClient.fromConnectionString(account).getQueueClient('work');
}

describe('npm run host', () => {
  test('says what it runs, and runs it', async () => {
    const app = await built(APP, { AzureWebJobsStorage: freshAccount(), WHERE: 'local settings' });
    const host = runHost(app, { flags: [] });
    const url = await host.url();
    expect(host.output()).toContain(`greet: [GET,POST] ${url}/api/greet`);
    expect(host.output()).toContain("work: queueTrigger 'work'");
    expect(host.output()).toContain("tick: timerTrigger '0 0 0 1 1 *'");
    expect(await (await fetch(`${url}/api/greet`)).text()).toBe('hello from local settings');
    expect(host.output()).toMatch(/\n\[\d{4}-\d\d-\d\dT[\d:.]+Z\] greet: Executed \(Succeeded/);
  });

  test('prefers the environment to local.settings.json, and needs no such file', async () => {
    const app = await built(APP, { AzureWebJobsStorage: 'unusable', WHERE: 'local settings' });
    const env = { AzureWebJobsStorage: freshAccount(), WHERE: 'the environment' };
    const host = runHost(app, { env });
    expect(await (await fetch(`${await host.url()}/api/greet`)).text()).toBe('hello from the environment');

    await rm(app.path('local.settings.json'));
    const other = runHost(app, { env });
    expect(await (await fetch(`${await other.url()}/api/greet`)).text()).toBe('hello from the environment');
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'finishes what is running on %s, and ends well',
    async (signal) => {
      const account = freshAccount();
      const app = await built(APP, { AzureWebJobsStorage: account });
      const host = runHost(app);
      await host.url();
      await queueOf(account).sendMessage('a job');
      await eventually(() => host.output().includes('begun a job'));
      host.child.kill(signal);
      await eventually(() => host.output().includes('Stopping; still running: work'));
      await writeFile(app.path('finish'), '');
      expect(await host.exitCode).toBe(0);
      expect((await queueOf(account).getProperties()).approximateMessagesCount).toBe(0);
      expect(host.log().at(-1)).toMatchObject({
        functionName: 'work',
        message: expect.stringContaining('Succeeded'),
      });
    },
  );

  test('crashes with a promise that no code waits for, as the real worker does', async () => {
    const account = freshAccount();
    const app = await built(APP, { AzureWebJobsStorage: account });
    const host = runHost(app);
    await host.url();
    await queueOf(account).sendMessage('crash');
    expect(await host.exitCode).toBe(1);
    expect(host.errors()).toContain('no code waits for this');
    // The message is still there, for the next host.
    expect((await queueOf(account).getProperties()).approximateMessagesCount).toBe(1);
  });
});

describe('npm run host says in one line why it does not start', () => {
  const refusal = async (app: BuiltFunctionApp, env: NodeJS.ProcessEnv = {}, flags = ['--json-logs']) => {
    const host = runHost(app, { flags, env: { AzureWebJobsStorage: freshAccount(), ...env } });
    return [await host.exitCode, host.errors()];
  };

  test('when the functions are not built', async () => {
    const app = await built(APP);
    await rm(app.path('dist'), { recursive: true });
    expect(await refusal(app)).toEqual([
      1,
      `There is no ${app.path('dist/functions.js')}. Build the functions: npm run build\n`,
    ]);
  });

  test('when its storage account is not set, or not usable', async () => {
    const app = await built(APP);
    expect(await refusal(app, { AzureWebJobsStorage: '' })).toEqual([
      1,
      'No storage account: set AzureWebJobsStorage, AzureWebJobsStorage__queueServiceUri or AzureWebJobsStorage__accountName\n',
    ]);
    expect(await refusal(app, { AzureWebJobsStorage: 'AccountKey=secret' })).toEqual([
      1,
      'AzureWebJobsStorage is not a connection string of a storage account. Correct it in local.settings.json or the environment.\n',
    ]);
  });

  test('when the port is taken', async () => {
    const occupant = createServer();
    occupant.listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const address = occupant.address();
    const port = typeof address === 'object' ? `${address?.port}` : '';
    const taken = `listen EADDRINUSE: address already in use 127.0.0.1:${port}.`;
    const remedy =
      'To use another port P: npm run host -- --port P, with WEBHOOK_BASE_URL=http://127.0.0.1:P in the environment\n';
    expect(await refusal(await built(APP), { PORT: port })).toEqual([1, `${taken} ${remedy}`]);
    occupant.close();
  });

  test.each([
    [['--timer-lease', '5'], '--timer-lease is "5", which is not a whole number from 15 to 60'],
    [['--message-lease', '0'], '--message-lease is "0", which is not a whole number from 1 to 604800'],
    [['--port', 'http'], '--port is "http", which is not a whole number from 0 to 65535'],
    [['--port'], "option '--port <NUMBER>' argument missing"],
    [['--ports', '1'], "unknown option '--ports' (Did you mean --port?)"],
  ])('for %j, with code 2', async (flags, reason) => {
    expect(await refusal(await built(APP), {}, flags)).toEqual([
      2,
      `${reason}. Help: npm run host -- --help\n`,
    ]);
  });

  test('for a PORT that is not a port, with code 2', async () => {
    const reason = 'PORT is "http", which is not a whole number from 0 to 65535.\n';
    expect(await refusal(await built(APP), { PORT: 'http' })).toEqual([2, reason]);
  });
});

test('npm run host -- --help shows the options and starts nothing', async () => {
  const app = await built(APP, { AzureWebJobsStorage: 'unusable' });
  const host = runHost(app, { flags: ['--help'] });
  expect(await host.exitCode).toBe(0);
  expect(host.output()).toMatch(/^Usage: npm run host.*--port.*--json-logs.*--message-lease.*--timer-lease/s);
});
