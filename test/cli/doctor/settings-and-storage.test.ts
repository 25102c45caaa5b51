/** Each fault of settings and storage in turn, over Azurite. */

import { TableClient } from '@azure/data-tables';
import { QueueClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withSomethingElse } from '../../../lab/storage/something-else.ts';
import { startStorageProxy } from '../../storage-proxy.ts';
import { type Deployment, deployment, elsewhere, withSignature } from './deployment.ts';
import { expectFault, failing, type NamedFault } from './expect-fault.ts';
import { closedPort, startWebhookServer } from './webhook-server.ts';

let right: Deployment;
beforeAll(async () => {
  right = await deployment();
});
afterAll(async () => await right.close());

test('where everything is right, every line passes but the permission, which the token of the simulated Graph cannot show', async () => {
  const findings = await right.examine();
  const notPassed = [...findings].filter(([, { status }]) => status !== 'pass').map(([id]) => id);
  expect(notPassed).toEqual(['role']);
});

test('the account of the host behind a Key Vault reference is said to be unknown, and everything else is checked', async () => {
  const findings = await right.examine({
    AzureWebJobsStorage: '@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/s)',
  });
  const notPassed = [...findings].filter(([, { status }]) => status !== 'pass').map(([id]) => id);
  expect(notPassed).toEqual(['hostStorage', 'role']);
  expect(findings.get('hostStorage')).toMatchObject({ status: 'unknown' });
});

test('an examination leaves nothing behind, and nothing that ingest could meet', async () => {
  await right.examine();
  expect(await right.world.rows('PipelineStatus', 'doctor')).toEqual([]);
  const queue = new QueueClient(right.world.account, 'call-records');
  expect((await queue.getProperties()).approximateMessagesCount).toBe(0);
});

test('an examination deletes what an earlier one left in the tables when it was killed', async () => {
  await right.world.writeTo('PipelineStatus', { partitionKey: 'doctor', rowKey: 'left' }, {});
  await right.examine();
  expect(await right.world.rows('PipelineStatus', 'doctor')).toEqual([]);
});

interface FaultOfSettings extends NamedFault {
  readonly fault: string;
  readonly settings: (account: string) => Readonly<Record<string, string | undefined>>;
}

const faultsOfSettings: ReadonlyArray<FaultOfSettings> = [
  {
    fault: 'a setting is missing and another is wrong',
    settings: () => ({ GRAPH_TENANT_ID: undefined, GRAPH_CLIENT_STATE: 'short' }),
    fails: ['settings'],
    kind: 'settings',
    saying: [/GRAPH_TENANT_ID is missing/, /GRAPH_CLIENT_STATE must have at least 8/, /docs\/settings\.md/],
  },
  {
    fault: 'Azure could not resolve the reference to the secret',
    settings: () => ({
      GRAPH_CLIENT_STATE: '@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/state)',
      IDENTITY_ENDPOINT: 'http://127.0.0.1:1/token',
    }),
    fails: ['settings'],
    kind: 'settings',
    saying: [/GRAPH_CLIENT_STATE is a Key Vault reference/, /Key Vault Secrets User/],
  },
  {
    fault: 'the connection string is a reference that only Azure resolves',
    settings: () => ({ CallRecordStorage: '@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/s)' }),
    fails: ['settings'],
    kind: 'settings',
    saying: [/CallRecordStorage is a Key Vault reference, which only Azure resolves/],
  },
  {
    fault: 'the connection string is cut off',
    settings: (account) => ({ CallRecordStorage: account.replace(/AccountKey=.*$/, 'AccountKey') }),
    fails: ['settings'],
    kind: 'settings',
    saying: [/CallRecordStorage must be a connection string/],
  },
  {
    fault: 'storage would be asked in the clear',
    settings: (account) => ({ CallRecordStorage: elsewhere(account, 'http://storage.example') }),
    fails: ['tables'],
    kind: 'settings',
    saying: [/is not https/],
  },
  {
    fault: 'the key of the account is wrong',
    settings: (account) => ({
      CallRecordStorage: account.replace(/AccountKey=[^;]+/, 'AccountKey=bm90IHRoZSBrZXk='),
    }),
    fails: ['tables'],
    kind: 'credentials',
    saying: [/answers 403/, /account key in the connection string is not accepted/],
  },
  {
    fault: 'the shared access signature has expired',
    settings: (account) => ({
      CallRecordStorage: withSignature(account, 'rwdlacup', new Date('2020-01-01')),
    }),
    fails: ['tables'],
    kind: 'credentials',
    saying: [/signature is not accepted: it has expired/],
  },
  {
    fault: 'the tables hold the calls of another tenant',
    settings: () => ({ GRAPH_TENANT_ID: '99999999-2222-4333-8444-555555555555' }),
    fails: ['tenant'],
    kind: 'settings',
    saying: [/the tables hold tenant [0-9a-f-]{36}, and GRAPH_TENANT_ID is 99999999-/],
  },
  {
    fault: 'reading is not allowed',
    settings: (account) => ({ CallRecordStorage: withSignature(account, 'wdlacup') }),
    fails: ['tablesRead', 'queuesRead'],
    kind: 'permission',
    saying: [/AuthorizationPermissionMismatch/, /signature with all rights/],
  },
  {
    fault: 'writing and sending are not allowed',
    settings: (account) => ({ CallRecordStorage: withSignature(account, 'rl') }),
    fails: ['tablesWrite', 'queueSend'],
    kind: 'permission',
    saying: [/AuthorizationPermissionMismatch/, /signature with all rights/],
  },
  {
    fault: 'deleting is not allowed',
    settings: (account) => ({ CallRecordStorage: withSignature(account, 'rlau') }),
    fails: ['tablesDelete', 'queueDelete'],
    kind: 'permission',
    saying: [/AuthorizationPermissionMismatch/, /(PipelineStatus|call-records).* stays/],
  },
  {
    fault: 'the name of the account does not exist',
    settings: (account) => ({ CallRecordStorage: elsewhere(account, 'https://storage.invalid') }),
    fails: ['tables', 'queues'],
    kind: 'network',
    saying: [/storage\.invalid: name not resolved/, /private DNS zone/],
  },
  {
    fault: 'the account of the host is not set',
    settings: () => ({ AzureWebJobsStorage: undefined }),
    fails: ['hostStorage'],
    kind: 'settings',
    saying: [/AzureWebJobsStorage/],
  },
  {
    fault: 'the key of the host’s account is wrong',
    settings: (account) => ({
      AzureWebJobsStorage: account.replace(/AccountKey=[^;]+/, 'AccountKey=bm90IHRoZSBrZXk='),
    }),
    fails: ['hostStorage'],
    kind: 'credentials',
    saying: [/account key/],
  },
];

test.each(faultsOfSettings)('the doctor names the fault when $fault', async ({ settings, ...named }) => {
  const findings = await right.examine(settings(right.world.account));
  // Rows and messages that may not be deleted are deleted by those who may.
  await right.examine();
  expectFault(findings, named);
});

test('a secret that only Azure resolves is unknown elsewhere, and nothing fails for it', async () => {
  const reference = '@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/state)';
  const findings = await right.examine({ GRAPH_CLIENT_STATE: reference });
  expect(failing(findings)).toEqual([]);
  expect(findings.get('clientState')).toMatchObject({ status: 'unknown', evidence: /GRAPH_CLIENT_STATE/ });
  expect(findings.get('subscription')).toMatchObject({ status: 'pass', evidence: /secret not compared/ });
});

test('a webhook of another name than the app’s passes with advice', async () => {
  const findings = await right.examine({ WEBSITE_HOSTNAME: 'contoso-calls.azurewebsites.net' });
  expect(findings.get('settings')).toMatchObject({
    status: 'pass',
    advice: /contoso-calls\.azurewebsites\.net/,
  });
  expect(failing(findings)).toEqual([]);
});

describe('the doctor names the fault when storage', () => {
  test('does not listen at its address', async () => {
    const origin = `http://127.0.0.1:${await closedPort()}`;
    const findings = await right.examine({ CallRecordStorage: elsewhere(right.world.account, origin) });
    expectFault(findings, {
      fails: ['tables', 'queues'],
      kind: 'network',
      saying: [/connection refused \(ECONNREFUSED\)/, /Nothing listens there/],
    });
  });

  test('never answers', async () => {
    const silent = await startWebhookServer();
    silent.answer = async () => await new Promise(() => undefined);
    const findings = await right.examine(
      { CallRecordStorage: elsewhere(right.world.account, silent.origin) },
      { limits: { storageMilliseconds: 1_000 } },
    );
    await silent.close();
    expectFault(findings, {
      fails: ['tables', 'queues'],
      kind: 'network',
      saying: [/no answer in time \(ETIMEDOUT\)/, /firewall/],
    });
  });

  const answers: ReadonlyArray<
    NamedFault & { readonly of: 'table' | 'queue'; readonly status: number; readonly code: string }
  > = [
    {
      of: 'table',
      status: 403,
      code: 'KeyBasedAuthenticationNotPermitted',
      fails: ['tables'],
      kind: 'credentials',
      saying: [/accepts no keys/, /by identity/],
    },
    {
      of: 'table',
      status: 503,
      code: 'ServerBusy',
      fails: ['tables'],
      kind: 'service',
      saying: [/503 ServerBusy/, /Try again in a minute/],
    },
    {
      of: 'queue',
      status: 403,
      code: 'AuthorizationPermissionMismatch',
      fails: ['queuesRead'],
      kind: 'permission',
      saying: [/answers 403/],
    },
  ];
  test.each(answers)('answers $status $code for a $of', async ({ of, status, code, ...named }) => {
    const proxy = await startStorageProxy(right.world.account);
    proxy.failWhen(({ service }) => (service === of ? { status, code } : undefined));
    const findings = await right.examine({ CallRecordStorage: proxy.connectionString });
    await proxy.close();
    expectFault(findings, named);
  });

  test.each([
    ['table', 'tables'],
    ['queue', 'queues'],
  ] as const)('is none, but a page that answers for a %s', async (of, fails) => {
    const proxy = await startStorageProxy(right.world.account);
    proxy.failWhen(({ service }) =>
      service === of ? { status: 200, contentType: 'text/html', body: '<html></html>' } : undefined,
    );
    const findings = await right.examine({ CallRecordStorage: proxy.connectionString });
    await proxy.close();
    expectFault(findings, {
      fails: [fails],
      kind: 'network',
      saying: [/answers 200 NotOfStorage/, /No storage account answers/],
    });
  });

  test('of the host is none, but something that answers everything', async () => {
    const findings = await withSomethingElse({ status: 200, body: '{}' }, (url) =>
      right.examine({
        AzureWebJobsStorage: right.world.account.replace(/BlobEndpoint=[^;]+/, `BlobEndpoint=${url}`),
      }),
    );
    expectFault(findings, {
      fails: ['hostStorage'],
      kind: 'network',
      saying: [/answers 200 NotOfStorage/, /No storage account answers/],
    });
  });

  test('lacks a table', async () => {
    const other = await deployment();
    const options = { allowInsecureConnection: true };
    await TableClient.fromConnectionString(other.world.account, 'Coverage', options).deleteTable();
    expectFault(await other.examine(), {
      fails: ['tablesThere'],
      kind: 'missing',
      saying: [/not in the account: Coverage →/, /deploy the template again/],
    });
    await other.close();
  });

  test('lacks the poison queue', async () => {
    const other = await deployment();
    await new QueueClient(other.world.account, 'call-records-poison').delete();
    expectFault(await other.examine(), {
      fails: ['queuesThere'],
      kind: 'missing',
      saying: [/not in the account: call-records-poison →/, /deploy the template again/],
    });
    await other.close();
  });
});

test('with the settings of an app in Azure, a right that the user lacks is unknown, and not a fault of the app', async () => {
  const proxy = await startStorageProxy(right.world.account);
  proxy.failWhen(() => ({ status: 403, code: 'AuthorizationPermissionMismatch' }));
  const findings = await right.examine({
    CallRecordStorage: proxy.connectionString,
    CallRecordStorage__credential: 'managedidentity',
  });
  await proxy.close();
  expect(failing(findings)).toEqual([]);
  expect(findings.get('tables')).toMatchObject({ status: 'pass', advice: /not those of the app/ });
  for (const id of ['tablesRead', 'queuesRead'] as const) {
    expect(findings.get(id)).toMatchObject({ status: 'unknown', because: id, remedy: /Data Contributor/ });
  }
  expect(findings.get('tablesWrite')).toEqual({ status: 'hidden', because: 'tablesRead' });
});
