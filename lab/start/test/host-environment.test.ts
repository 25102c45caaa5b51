import { expect, test } from 'vitest';
import { readConfig } from '../../../src/config.ts';
import { Settings } from '../../../src/settings.ts';
import { hostEnvironment, hostSettings } from '../host-environment.ts';

const SURROUNDINGS = {
  azurite: { connectionString: 'UseDevelopmentStorage=true' },
  tenant: { tenantId: '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90' },
  graphUrl: 'http://127.0.0.1:4280',
};
const settings = () => hostSettings(SURROUNDINGS, 'http://127.0.0.1:7071');

test('the functions know only the storage and the Graph of this run, whatever the visitor has set', () => {
  const ofTheVisitor = Object.fromEntries(
    Object.keys(Settings.shape).map((name) => [name, 'of the visitor']),
  );
  const config = readConfig(hostEnvironment(settings(), 7071, { ...ofTheVisitor, PATH: '/bin' }));
  expect(config).toMatchObject({
    storage: { connectionString: SURROUNDINGS.azurite.connectionString },
    graph: { baseUrl: 'http://127.0.0.1:4280/v1.0', isSimulated: true, managedIdentity: undefined },
    notificationUrl: 'http://127.0.0.1:7071/api/notifications',
    previousClientState: undefined,
    latencyWindowMinutes: 1,
  });
});

test('the host finds no setting missing that it would take from local.settings.json', () => {
  const environment = hostEnvironment(settings(), 7071, {});
  for (const name of Object.keys(Settings.shape)) expect(environment[name]).toBeDefined();
});

test('no two runs share the secret of their subscription', () => {
  const secrets = [1, 2].map(() => settings().GRAPH_CLIENT_STATE);
  expect(new Set(secrets).size).toBe(2);
});
