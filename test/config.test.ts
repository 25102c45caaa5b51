import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { InvalidSettings, readConfig } from '../src/config.ts';

const complete = {
  CallRecordStorage: 'UseDevelopmentStorage=true',
  GRAPH_TENANT_ID: '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90',
  WEBHOOK_BASE_URL: 'https://contoso-call-records.azurewebsites.net/',
  GRAPH_CLIENT_STATE: 'a-long-random-text-only-graph-knows',
};

function refusal(environment: Record<string, string | undefined>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof InvalidSettings) return error.message;
    throw error;
  }
  throw new Error('the settings were accepted');
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
      'GRAPH_CLOUD',
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
    '0 0 0 31 2 *',
    '0 * * * *',
    'hourly',
  ])('refuse %s as a schedule: the Functions host would leave the timer out', (schedule) => {
    expect(refusal({ ...complete, MAINTAIN_SCHEDULE: schedule })).toContain('MAINTAIN_SCHEDULE');
  });

  it.each([
    '*/5 * * * * *',
    '0 0 9-17 * * Mon-Fri',
    '0 30 0,12 1 JAN-JUN 0',
    '0 5/10 * * * *',
    '0 0 0 * * Monday',
    '0 0 0 * January *',
    '0 0 22-2 * * *',
    '*/90 * * * * *',
  ])('accept %s as a schedule, as the Functions host does', (schedule) => {
    expect(readConfig({ ...complete, MAINTAIN_SCHEDULE: schedule }).schedules.maintain).toBe(schedule);
  });

  it.each([
    [{ CallRecordStorage: 'nonsense' }, 'CallRecordStorage must be a connection string'],
    [{ WEBHOOK_BASE_URL: 'https://:secret@contoso.example' }, 'WEBHOOK_BASE_URL must be'],
    [{ WEBHOOK_BASE_URL: 'http://127.0.0.1:7071' }, 'Microsoft Graph cannot reach it'],
    [{ GRAPH_CLIENT_STATE_PREVIOUS: complete.GRAPH_CLIENT_STATE }, 'the same as GRAPH_CLIENT_STATE'],
  ])('refuse %j', (change, message) => {
    expect(refusal({ ...complete, ...change })).toContain(message);
  });

  it.each(['GRAPH_CLIENT_STATE', 'GRAPH_CLIENT_STATE_PREVIOUS'])(
    'refuse a Key Vault reference that Azure left unresolved in %s: anybody can guess it',
    (name) => {
      const reference =
        '@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/graph-client-state-1/)';
      const message = refusal({ ...complete, [name]: reference });
      expect(message).toContain(`${name} is a Key Vault reference that Azure could not resolve`);
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
