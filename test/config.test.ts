import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { InvalidSettings, readConfig } from '../src/config.ts';

const complete = {
  CallRecordStorage: 'UseDevelopmentStorage=true',
  GRAPH_TENANT_ID: '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90',
  WEBHOOK_BASE_URL: 'https://contoso-call-records.azurewebsites.net/',
  GRAPH_CLIENT_STATE: 'a-long-random-text-only-graph-knows',
};

function refused(environment: Record<string, string | undefined>): InvalidSettings {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof InvalidSettings) return error;
    throw error;
  }
  throw new Error('the settings were accepted');
}

function refusal(environment: Record<string, string | undefined>): string {
  return refused(environment).message;
}

describe('settings', () => {
  it('need no more than storage, tenant, webhook and secret', () => {
    expect(readConfig(complete)).toMatchObject({
      graph: { baseUrl: 'https://graph.microsoft.com', isSimulated: false },
      notificationUrl: 'https://contoso-call-records.azurewebsites.net/api/notifications',
      lifecycleNotificationUrl: 'https://contoso-call-records.azurewebsites.net/api/lifecycle',
      latencyWindowMinutes: 150,
      schedules: { maintain: '0 * * * * *' },
    });
  });

  it.each([
    [{ AzureWebJobsStorage: 'UseDevelopmentStorage=true' }, true],
    [{ AzureWebJobsStorage__accountName: 'contosohost' }, true],
    [{ AzureWebJobsStorage__blobServiceUri: 'https://contosohost.blob.core.windows.net' }, true],
    [{ AzureWebJobsStorage: ' ' }, false],
    [{ AzureWebJobsStorage__credential: 'managedidentity' }, false],
    [{}, false],
  ])('tell by %j whether the Functions host has an account to run timers with', (host, is) => {
    expect(readConfig({ ...complete, ...host }).hasHostStorage).toBe(is);
  });

  it('of the sample file work as they are', async () => {
    const sample = JSON.parse(await readFile('local.settings.sample.json', 'utf8')) as {
      Values: Record<string, string>;
    };
    expect(readConfig(sample.Values).graph).toMatchObject({ isSimulated: true });
  });

  it('that are wrong are all named in one message, without their values', () => {
    const message = refusal({
      GRAPH_TENANT_ID: 'contoso.onmicrosoft.com',
      GRAPH_CLIENT_STATE: 'sh0rt',
      GRAPH_CLOUD: 'mooncake',
      LATENCY_WINDOW_MINUTES: 'soon',
      MAINTAIN_SCHEDULE: '* * * * *',
      GRAPH_BASE_URL: 'https://graph.example.com',
    });
    for (const name of [
      'GRAPH_TENANT_ID must be a tenant id (GUID)',
      'GRAPH_CLIENT_STATE must have at least 8 characters',
      'GRAPH_CLOUD must be global, usgov or dod',
      'LATENCY_WINDOW_MINUTES must be a number',
      'MAINTAIN_SCHEDULE must be a six-field NCRONTAB',
      'GRAPH_BASE_URL must be one of https://graph.microsoft.com',
      'WEBHOOK_BASE_URL is missing',
      'CallRecordStorage is missing',
    ]) {
      expect(message).toContain(name);
    }
    expect(message).not.toContain('sh0rt');
    expect(message).not.toContain('contoso.onmicrosoft.com');
  });

  it('that are empty count as missing: Azure cannot unset a setting', () => {
    expect(refusal({ ...complete, GRAPH_TENANT_ID: '  ' })).toContain('GRAPH_TENANT_ID is missing');
    expect(readConfig({ ...complete, GRAPH_CLIENT_STATE_PREVIOUS: '' }).previousClientState).toBeUndefined();
  });

  it.each([
    'https://graph.microsoft.com.evil.example/v1.0',
    'https://graph.microsoft.com@evil.example',
    'http://graph.microsoft.com/v1.0',
    'http://127.0.0.1.evil.example',
    'https://graph.microsoft.com/beta',
    'ftp://127.0.0.1',
  ])('never send a token to %s', (url) => {
    expect(refusal({ ...complete, GRAPH_BASE_URL: url })).toContain('GRAPH_BASE_URL');
  });

  it.each([
    'https://graph.microsoft.us/v1.0',
    'https://dod-graph.microsoft.us',
    'http://127.0.0.1:4280',
    'http://localhost:4280/v1.0',
  ])('may point to %s', (url) => {
    expect(readConfig({ ...complete, GRAPH_BASE_URL: url }).graph.baseUrl).toBe(url);
  });

  it.each([
    'http://contoso.example',
    'https://contoso.example/api',
    'https://contoso.example?code=1',
    'contoso.example',
  ])('refuse %s as the webhook’s origin', (url) => {
    expect(refusal({ ...complete, WEBHOOK_BASE_URL: url })).toContain('WEBHOOK_BASE_URL must be');
  });

  it.each([
    '0 0 0 L * *',
    '0 0 0 15W * *',
    '0 0 0 * * 5#2',
    '0 0 0 ? * *',
    '0 0 0 * * 7',
    '0 * * * *',
    'hourly',
  ])('refuse %s as a schedule: the Functions host would leave the timer out', (schedule) => {
    expect(refusal({ ...complete, MAINTAIN_SCHEDULE: schedule })).toContain('MAINTAIN_SCHEDULE');
  });

  it.each([
    '*/5 * * * * *',
    '0 * * * * *',
    '0 0/5 * * * *',
    '*/90 * * * * *',
    '0 * * * Jan-Dec Sun-Saturday',
  ])('accept %s as a schedule of maintain, as the Functions host does', (schedule) => {
    expect(readConfig({ ...complete, MAINTAIN_SCHEDULE: schedule }).schedules.maintain).toBe(schedule);
  });

  it.each([
    [
      'MAINTAIN_SCHEDULE',
      '0 */6 * * * *',
      'every 5 minutes, day and night: health fails when nothing ran for 10',
    ],
    ['MAINTAIN_SCHEDULE', '0 * 6-20 * * *', 'every 5 minutes'],
    ['MAINTAIN_SCHEDULE', '0 * * * * Mon-Fri', 'every 5 minutes'],
    ['MAINTAIN_SCHEDULE', '0 0 0 1 January *', 'every 5 minutes'],
    ['MAINTAIN_SCHEDULE', '0 0 0 31 2 *', 'every 5 minutes'],
    [
      'RECONCILE_SCHEDULE',
      '0 */20 * * * *',
      'every 7.5 minutes, day and night: health fails when nothing ran for 15',
    ],
  ])('refuse a %s of %s, with which health would fail by itself', (name, schedule, message) => {
    expect(refusal({ ...complete, [name]: schedule })).toContain(`${name} must run at least ${message}`);
  });

  it('refuse a SUMMARIZE_SCHEDULE with which a late change would stay out of the summaries for days', () => {
    expect(refusal({ ...complete, SUMMARIZE_SCHEDULE: '0 0 3 * * *' })).toContain(
      'SUMMARIZE_SCHEDULE must run at least every 360 minutes',
    );
  });

  it.each([
    'https://localhost',
    'https://pipeline.localhost',
    'https://callrecords',
    'https://calls.contoso.local',
    'https://calls.contoso.internal',
    'https://10.1.2.3',
    'https://172.31.0.1',
    'https://192.168.1.10:7071',
    'https://127.0.0.1',
    'https://169.254.169.254',
    'https://[::1]',
    'https://[fd12:3456:789a::1]',
    'http://127.0.0.1:7071',
  ])('refuse %s as the webhook’s origin when Graph is Microsoft’s', (url) => {
    expect(refusal({ ...complete, WEBHOOK_BASE_URL: url })).toContain('Microsoft Graph cannot reach it');
    const simulated = { ...complete, GRAPH_BASE_URL: 'http://127.0.0.1:4280' };
    expect(readConfig({ ...simulated, WEBHOOK_BASE_URL: url }).notificationUrl).toContain(
      '/api/notifications',
    );
  });

  it.each(['https://203.0.113.7', 'https://[2001:db8::7]', 'https://calls.localhost.example'])(
    'accept %s as the webhook’s origin',
    (url) => {
      expect(readConfig({ ...complete, WEBHOOK_BASE_URL: url }).notificationUrl).toContain(url);
    },
  );

  it.each([
    [{ LATENCY_WINDOW_MINUTES: '0.0001' }, 'LATENCY_WINDOW_MINUTES must be a number from 1 to 1440'],
    [{ BACKFILL_DAYS: '-3' }, 'BACKFILL_DAYS must be a number from 0 to 30'],
    [{ BACKFILL_DAYS: '2.5' }, 'BACKFILL_DAYS must be a whole number'],
    [{ BACKFILL_DAYS: 'all' }, 'BACKFILL_DAYS must be a number'],
    [{ KEEP_DAYS: '0' }, 'KEEP_DAYS must be a number from 3 to 36500'],
    [{ KEEP_DAYS: '-90' }, 'KEEP_DAYS must be a number from 3 to 36500'],
    [{ KEEP_DAYS: '2' }, 'KEEP_DAYS must be a number from 3 to 36500'],
    [{ KEEP_DAYS: '3.5' }, 'KEEP_DAYS must be a whole number'],
    [{ KEEP_DAYS: 'ninety' }, 'KEEP_DAYS must be a number'],
    [{ RETAIN_SCHEDULE: '0 0 3 * * Mon' }, 'RETAIN_SCHEDULE must run at least every 1440 minutes'],
    [
      { GRAPH_CLIENT_STATE: 'aaaaaaaaaaaaaaaa' },
      'GRAPH_CLIENT_STATE must have at least 5 different characters',
    ],
    [
      { GRAPH_CLIENT_STATE: 'abababababababab' },
      'GRAPH_CLIENT_STATE must have at least 5 different characters',
    ],
    [
      { GRAPH_CLOUD: 'usgov', GRAPH_BASE_URL: 'https://graph.microsoft.com/v1.0' },
      'GRAPH_BASE_URL is not in the cloud that GRAPH_CLOUD names (https://graph.microsoft.us)',
    ],
  ])('refuse %j', (change, message) => {
    expect(refusal({ ...complete, ...change })).toContain(message);
  });

  it('take a latency window of one minute, which npm start uses', () => {
    expect(readConfig({ ...complete, LATENCY_WINDOW_MINUTES: '1' }).latencyWindowMinutes).toBe(1);
  });

  it.each([
    [{ CallRecordStorage: 'nonsense' }, 'CallRecordStorage must be a connection string'],
    [{ WEBHOOK_BASE_URL: 'https://:secret@contoso.example' }, 'WEBHOOK_BASE_URL must be'],
    [{ WEBHOOK_BASE_URL: 'http://127.0.0.1:7071' }, 'Microsoft Graph cannot reach it'],
    [{ GRAPH_CLIENT_STATE_PREVIOUS: complete.GRAPH_CLIENT_STATE }, 'the same as GRAPH_CLIENT_STATE'],
  ])('refuse %j', (change, message) => {
    expect(refusal({ ...complete, ...change })).toContain(message);
  });

  it.each(['GRAPH_CLIENT_STATE', 'GRAPH_CLIENT_STATE_PREVIOUS', 'CallRecordStorage', 'GRAPH_TENANT_ID'])(
    'refuse a Key Vault reference that Azure left unresolved in %s, and say no more of it: anybody can guess it',
    (name) => {
      const reference =
        '@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/graph-client-state-1/)';
      const { message, problems } = refused({ ...complete, [name]: reference });
      expect(problems).toEqual([
        `${name} is a Key Vault reference, which only Azure resolves: check that the secret exists and that the app’s identity has the role Key Vault Secrets User`,
      ]);
      expect(message).not.toContain('contoso.vault');
    },
  );

  it('give the webhook’s address as Graph will give it back', () => {
    const { notificationUrl } = readConfig({ ...complete, WEBHOOK_BASE_URL: 'https://Contoso.Example:443/' });
    expect(notificationUrl).toBe('https://contoso.example/api/notifications');
  });

  it('connect to storage by identity when both endpoints are given', () => {
    const { CallRecordStorage: _, ...rest } = complete;
    const identity = {
      ...rest,
      CallRecordStorage__queueServiceUri: 'https://contosocalls.queue.core.windows.net',
      CallRecordStorage__tableServiceUri: 'https://contosocalls.table.core.windows.net',
      CallRecordStorage__credential: 'managedidentity',
      CallRecordStorage__clientId: '0f8d6c1e-2b7a-4c39-9d55-7e1a3c9b2f60',
    };
    expect(readConfig(identity).storage).toMatchObject({
      managedIdentity: { clientId: '0f8d6c1e-2b7a-4c39-9d55-7e1a3c9b2f60' },
    });
    expect(refusal({ ...identity, CallRecordStorage: 'UseDevelopmentStorage=true' })).toContain(
      'exclude each other',
    );
    expect(refusal({ ...identity, CallRecordStorage__tableServiceUri: undefined })).toContain(
      'CallRecordStorage is missing',
    );
  });
});
