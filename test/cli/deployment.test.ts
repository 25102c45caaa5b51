/** Where `./callrecords` takes its settings from. */

import { once } from 'node:events';
import { access, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findRunningStart } from '../../src/cli/deployment/running-start.ts';
import { Unreachable } from '../../src/cli/exit.ts';
import { pipelineWorld } from '../functions/pipeline-world.ts';
import type { App } from '../infra/fake-az.ts';
import { freshAccount } from '../storage-account.ts';
import { createMachine } from './machine.ts';

const TENANT = '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90';
const CALL = 'e523d2ed-2966-4b6b-925b-754a88034cc5';
const APP: App = {
  name: 'call-records-contoso',
  resourceGroup: 'rg-contoso',
  tags: {
    'callrecords-table-endpoint': 'https://contosocalls.table.core.windows.net/',
    'callrecords-tenant-id': TENANT,
  },
  settings: {},
};

describe('--app NAME', () => {
  test('learns account and tenant from the tags of the app, and reads no settings', async () => {
    const machine = await createMachine({ az: { apps: [APP] } });
    const ended = await machine.start(`pending --app ${APP.name}`);
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr.split('\n')).toEqual([
      `Account contosocalls, tenant ${TENANT}, from the tags of the function app ${APP.name}.`,
      expect.stringMatching(/^table PipelineStatus: get failed: .*No token for storage\. Sign in: az login$/),
      '',
    ]);
    const [first, ...others] = await machine.azCalls();
    expect(first).toBe(`resource list --resource-type Microsoft.Web/sites --name ${APP.name} --output json`);
    expect(others.filter((call) => !call.startsWith('account get-access-token'))).toEqual([]);
  });

  test('asks in the subscription and the resource group that are given', async () => {
    const machine = await createMachine({ az: { apps: [APP, { ...APP, resourceGroup: 'rg-pilot' }] } });
    const unclear = await machine.callrecords(`pending --app ${APP.name}`);
    expect(unclear).toMatchObject({ code: 2, stdout: '' });
    expect(unclear.stderr).toContain(
      `Several resource groups have an app ${APP.name}: add --group with one of rg-contoso, rg-pilot`,
    );
    const clear = await machine.callrecords(
      `pending --app ${APP.name} --group rg-pilot --subscription Pilot`,
    );
    expect(clear.stderr).toContain('Account contosocalls, ');
    expect((await machine.azCalls())[1]).toContain(
      '--resource-group rg-pilot --subscription Pilot --output json',
    );
  });

  test('is repeated in every command that is said: typed without it, the command would be about another tenant', async () => {
    const { account, tenant } = await pipelineWorld();
    const settings = { CallRecordStorage: account, GRAPH_TENANT_ID: tenant.tenantId };
    const machine = await createMachine({ az: { apps: [{ ...APP, settings }] } });
    const ended = await machine.callrecords(`replay ${CALL} --app ${APP.name} --group rg-contoso`);
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('1 call due now.') });
    expect(`${ended.stdout}${ended.stderr}`).toContain(
      `./callrecords pending --app ${APP.name} --group rg-contoso. `,
    );
  });

  test.each(['not JSON', '{}', '[{"name":1}]'])(
    'says in one line that az answers in a form that is not known: %s',
    async (answer) => {
      const machine = await createMachine({ az: { answers: answer } });
      const ended = await machine.callrecords(`pending --app ${APP.name}`);
      expect(ended).toEqual({
        code: 3,
        stdout: '',
        stderr:
          'The Azure CLI answers in a form that this command does not know. Update it (az upgrade), or give --account and --tenant to a command that takes them\n',
      });
    },
  );

  test('takes the settings of the app, picked by name, for a command that changes something', async () => {
    const { account, tenant } = await pipelineWorld();
    const settings = {
      CallRecordStorage: account,
      GRAPH_TENANT_ID: tenant.tenantId,
      CallRecordStorage__credential: 'managedidentity',
      GRAPH_CLIENT_STATE: 'a-secret-that-is-never-shown',
    };
    const machine = await createMachine({ az: { apps: [{ ...APP, settings }] } });
    const ended = await machine.callrecords(`replay ${CALL} --app ${APP.name}`);
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('1 call due now.') });
    expect(ended.stderr).toMatch(
      new RegExp(`, tenant ${tenant.tenantId}, from the settings of the function app ${APP.name}\\.\n$`),
    );
    expect(ended.stdout + ended.stderr).not.toContain('a-secret');
    expect(await machine.azCalls()).toEqual([
      expect.stringMatching(/^resource list /),
      `functionapp config appsettings list --name ${APP.name} --resource-group rg-contoso --output json`,
    ]);
  });

  test.each<[string, Parameters<typeof createMachine>[0], string, number, string]>([
    [
      'there is no az',
      {},
      'pending --app x',
      3,
      'The Azure CLI (az) is not installed: see https://aka.ms/azure-cli, or give --account and --tenant to a command that takes them',
    ],
    [
      'az is not signed in',
      { az: { signedInTo: undefined } },
      'pending --app x',
      3,
      'The Azure CLI is not signed in. Type: az login',
    ],
    [
      'the app does not exist',
      { az: { apps: [APP] } },
      'pending --app contoso',
      3,
      'az finds no function app contoso that you may see in its current subscription. List them: az functionapp list --query "[].name"',
    ],
    [
      'the app has no tags',
      { az: { apps: [{ ...APP, tags: null }] } },
      `pending --app ${APP.name}`,
      2,
      `The function app ${APP.name} lacks the tags callrecords-table-endpoint and callrecords-tenant-id. Type azd provision, or give --account and --tenant in place of --app. Help: ./callrecords pending --help`,
    ],
    [
      'a setting is a Key Vault reference',
      {
        az: {
          apps: [
            {
              ...APP,
              settings: {
                CallRecordStorage: '@Microsoft.KeyVault(SecretUri=https://v/secrets/s)',
                GRAPH_TENANT_ID: TENANT,
              },
            },
          ],
        },
      },
      `replay ${CALL} --app ${APP.name}`,
      2,
      `CallRecordStorage from the settings of the function app ${APP.name} is a Key Vault reference, which only Azure resolves. Give --account and --tenant`,
    ],
    [
      'the name would mean something to a shell',
      {},
      'pending --app a&b',
      2,
      '--app is "a&b", which is not a name in Azure',
    ],
  ])('says in one line what is wrong and what to type when %s', async (_case, options, args, code, text) => {
    const { callrecords } = await createMachine(options);
    const ended = await callrecords(args);
    expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(text) });
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

test.each([
  'DefaultEndpointsProtocol=https;AccountName=foo;AccountKey=QQ==',
  'DefaultEndpointsProtocol=https;AccountName=foo;AccountKey=QQ==;TableEndpoint=nowhere',
  'AccountName=foo;EndpointSuffix=core.windows.net',
])('a connection string that leads to no tables is one line: %s', async (connection) => {
  const { callrecords } = await createMachine();
  const ended = await callrecords('pending', { CallRecordStorage: connection, GRAPH_TENANT_ID: TENANT });
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain('CallRecordStorage must be a connection string');
  expect(ended.stderr.trim().split('\n')).toHaveLength(1);
});

test('a signature for the tables alone is enough to read them', async () => {
  const { callrecords } = await createMachine();
  const connection =
    'TableEndpoint=https://contosocalls.table.storage.invalid/;SharedAccessSignature=sv=2024-11-04&sig=x';
  const ended = await callrecords('pending', { CallRecordStorage: connection, GRAPH_TENANT_ID: TENANT });
  expect(ended.code).toBe(3);
  expect(ended.stderr).toContain('Storage does not answer.');
});

test('--account and --tenant are enough, whatever the environment says', async () => {
  const { start } = await createMachine({ az: {} });
  const environment = { CallRecordStorage: freshAccount(), GRAPH_TENANT_ID: CALL };
  const { stderr } = await start(`calls --account contosocalls --tenant ${TENANT}`, environment);
  expect(stderr).toContain(`Account contosocalls, tenant ${TENANT}, from --account and --tenant.\n`);
  const byEndpoint = `https://contosogov.table.core.usgovcloudapi.net`;
  expect((await start(`calls --account ${byEndpoint} --tenant ${TENANT}`)).stderr).toContain(
    'Account contosogov, ',
  );
});

describe('a running npm start', () => {
  const FILE = '.callrecords-start.json';

  /** A pipeline on this machine that repeats a nonce. */
  async function runningStart(nonce: string) {
    const server = createServer((_request, response) =>
      response.end(JSON.stringify({ status: 'healthy', nonce })),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/status`;
  }

  async function started(change: Readonly<Record<string, unknown>> = {}) {
    const { account, tenant } = await pipelineWorld();
    const machine = await createMachine();
    const settings = { CallRecordStorage: account, GRAPH_TENANT_ID: tenant.tenantId };
    const statusUrl = await runningStart('0123456789abcdef');
    const file = { schema: 1, pid: process.pid, nonce: '0123456789abcdef', statusUrl, settings, ...change };
    await machine.write(FILE, JSON.stringify(file));
    const isThere = () =>
      access(join(machine.folder, FILE)).then(
        () => true,
        () => false,
      );
    return { ...machine, isThere };
  }

  test('is found by the file that it leaves', async () => {
    const { callrecords, isThere } = await started();
    expect(await callrecords('pending')).toMatchObject({
      code: 0,
      stdout: '0 calls waiting; 0 due now\n0 calls given up\n',
      stderr: expect.stringMatching(/, from the running npm start\.\n$/),
    });
    expect(await isThere()).toBe(true);
  });

  test('that was killed has left its file: that is said, and the file is left to the next start', async () => {
    const { callrecords, isThere } = await started({ pid: 2 ** 30 });
    const ended = await callrecords('pending');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr.split('\n')).toEqual([
      '.callrecords-start.json was left by an npm start that was killed, and is ignored. The next npm start replaces it.',
      expect.stringMatching(/^No settings found\. /),
      '',
    ]);
    expect(await isThere()).toBe(true);
  });

  test('that was killed leads to the one that ran here before, if that one still answers', async () => {
    const { callrecords, folder, write } = await started();
    const former = JSON.parse(await readFile(join(folder, FILE), 'utf8'));
    await write(FILE, JSON.stringify({ ...former, pid: 2 ** 30, nonce: 'fedcba9876543210', former }));
    expect(await callrecords('pending')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/, from the running npm start\.\n$/),
    });
  });

  test('that is still starting ends the command: settings from elsewhere would be of another deployment', async () => {
    const startingUntil = '9999-01-01T00:00:00Z';
    const { callrecords } = await started({ statusUrl: undefined, settings: undefined, startingUntil });
    expect(await callrecords('pending')).toEqual({
      code: 3,
      stdout: '',
      stderr: 'npm start is still starting. Type the same command again once it shows calls.\n',
    });
  });

  test('that was killed while it was starting is told apart, although its process id is taken by now', async () => {
    const startingUntil = '2026-11-23T08:00:00Z';
    const { callrecords } = await started({ statusUrl: undefined, settings: undefined, startingUntil });
    const { code, stderr } = await callrecords('pending');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^\.callrecords-start\.json was left by an npm start that was killed, and is ignored\./,
    );
  });

  test('that is too busy to answer ends the command: settings from elsewhere would be of another deployment', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => {
      silent.closeAllConnections();
      silent.close();
    });
    const statusUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/api/status`;
    const { folder } = await started({ statusUrl });
    const said: Array<string> = [];
    const finding = findRunningStart(folder, (text) => said.push(text), 1);
    await expect(finding).rejects.toThrow(Unreachable);
    await expect(finding).rejects.toThrow('npm start does not answer within 0.001 s: it is busy.');
    expect(said).toEqual([]);
  });

  test('is not taken for another program that has its process id or its port by now', async () => {
    const { callrecords } = await started({ nonce: 'fedcba9876543210' });
    const { code, stderr } = await callrecords('pending');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^\.callrecords-start\.json is ignored: no npm start answers at http:\/\/127\.0\.0\.1:\d+\.\n/,
    );
  });
});
