import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { PACKAGE } from '../../build/package/package-files.ts';
import { APP_TAGS, WITHOUT_PERSONS_TAG } from '../../src/cli/deployment/find-settings.ts';
import { compiledTemplate, isCompiled } from './compiled.ts';
import {
  defaultDifferences,
  doorDifferences,
  ofType,
  queueDifferences,
  roleDifferences,
  secretDifferences,
  settingDifferences,
  settingsIn,
  tableDifferences,
} from './differences.ts';
import { type Template, templatesOf } from './template.ts';

const FunctionAppConfig = z.looseObject({
  runtime: z.object({ name: z.string(), version: z.string() }),
  scaleAndConcurrency: z.looseObject({ alwaysReady: z.string() }),
});

describe.runIf(isCompiled)('the compiled template', () => {
  it('creates every table of the code and none more', () => {
    expect(tableDifferences(compiledTemplate())).toEqual([]);
  });

  it('creates the queue and its poison queue and none more', () => {
    expect(queueDifferences(compiledTemplate())).toEqual([]);
  });

  it('sets what the program reads, so that it starts and connects by identity', () => {
    expect(settingDifferences(compiledTemplate())).toEqual([]);
  });

  it('has the defaults of the settings', () => {
    expect(defaultDifferences(compiledTemplate())).toEqual([]);
  });

  it('gives the identity the roles that the code needs, where it needs them', () => {
    expect(roleDifferences(compiledTemplate())).toEqual([]);
  });

  it('tells no secret', () => {
    expect(secretDifferences(compiledTemplate())).toEqual([]);
  });

  it('opens storage and telemetry to identities alone', () => {
    expect(doorDifferences(compiledTemplate())).toEqual([]);
  });

  it('keeps what was set in tags of the resource group, which check-settings reads', () => {
    const { resources, variables } = compiledTemplate();
    expect(JSON.stringify(resources.group)).toContain("union(variables('tags'), variables('givenTags'))");
    expect(String(variables.givenTags)).toContain("format('callrecords:{0}'");
  });

  it('takes both secrets from the vault, by a reference that the program does not mistake for one', () => {
    const { GRAPH_CLIENT_STATE, GRAPH_CLIENT_STATE_PREVIOUS } = settingsIn(compiledTemplate());
    expect(GRAPH_CLIENT_STATE).toContain('vaultReference(');
    expect(GRAPH_CLIENT_STATE_PREVIOUS).toContain('vaultReference(');
    expect(JSON.stringify(compiledTemplate())).toContain('@Microsoft.KeyVault(SecretUri={0}secrets/{1}/)');
  });

  it('makes each secret once: a deployment that runs again leaves it as it is', () => {
    const secrets = templatesOf(compiledTemplate())
      .flatMap(([, { resources }]) => Object.values(resources))
      .filter(({ type }) => type === 'Microsoft.KeyVault/vaults/secrets');
    expect(secrets).toHaveLength(2);
    for (const secret of secrets) expect(secret).toMatchObject({ '@options': { onlyIfNotExists: [] } });
  });

  it('runs on a Node that package.json allows, with the webhook always ready', async () => {
    const { engines } = JSON.parse(await readFile('package.json', 'utf8')) as { engines: { node: string } };
    const [app] = ofType(compiledTemplate(), 'Microsoft.Web/sites');
    const { runtime, scaleAndConcurrency } = FunctionAppConfig.parse(app?.properties.functionAppConfig);
    expect(runtime.name).toBe('node');
    expect(Number(runtime.version)).toBeGreaterThanOrEqual(Number(/\d+/.exec(engines.node)?.[0]));
    expect(scaleAndConcurrency.alwaysReady).toContain("createObject('name', 'http'");
  });

  it('carries the tag by which azd finds the app, and azd deploys what npm run package makes', async () => {
    const azd = await readFile('azure.yaml', 'utf8');
    const service = /^services:\n {2}([\w-]+):$/m.exec(azd)?.[1];
    const app = templatesOf(compiledTemplate()).find(([path]) => path === 'main.functionApp')?.[1].resources
      .app;
    expect(app?.tags).toContain(`'azd-service-name', '${service}'`);
    expect(azd).toContain(`dist: ${PACKAGE}\n`);
  });

  it('carries the tags from which ./callrecords --app learns the account and the tenant', () => {
    const app = templatesOf(compiledTemplate()).find(([path]) => path === 'main.functionApp')?.[1].resources
      .app;
    expect(app?.tags).toContain(`'${APP_TAGS.tableEndpoint}', parameters('recordTableEndpoint')`);
    expect(app?.tags).toContain(`'${APP_TAGS.tenantId}', parameters('graphTenantId')`);
  });

  it('carries the tag by which the explorer leaves out persons, as the setting says', () => {
    const { app, settings } =
      templatesOf(compiledTemplate()).find(([path]) => path === 'main.functionApp')?.[1].resources ?? {};
    const value = "if(parameters('pageWithoutPersons'), 'true', 'false')";
    expect(app?.tags).toContain(`'${WITHOUT_PERSONS_TAG}', ${value}`);
    expect(settings?.properties.PAGE_WITHOUT_PERSONS).toBe(`[${value}]`);
  });

  it('leaves the webhook open in both network profiles, and closes everything else in the private one', () => {
    const template = compiledTemplate();
    const [app] = ofType(template, 'Microsoft.Web/sites');
    expect(app?.properties.publicNetworkAccess).toBe('Enabled');
    const closing = ['Microsoft.Storage/storageAccounts', 'Microsoft.KeyVault/vaults'].flatMap((type) =>
      ofType(template, type),
    );
    expect(closing).toHaveLength(3);
    for (const { properties } of closing) {
      expect(properties.publicNetworkAccess).toBe("[parameters('publicNetworkAccess')]");
      expect(properties.networkAcls).toMatchObject({ defaultAction: expect.stringContaining("'Deny'") });
    }
    expect(template.variables.publicNetworkAccess).toBe(
      "[if(equals(parameters('networkProfile'), 'private'), 'Disabled', 'Enabled')]",
    );
    // What the app reaches has a private address each: a door that is closed and not replaced would stop it.
    const network = templatesOf(template).find(([path]) => path === 'main.network')?.[1];
    const addresses = z
      .array(z.looseObject({ resourceId: z.string(), groupId: z.string(), zoneIndex: z.number() }))
      .parse(network?.variables.privateAddresses);
    expect(addresses.map(({ resourceId, groupId }) => `${groupId} of ${resourceId}`).sort()).toEqual([
      "blob of [parameters('hostStorageId')]",
      "queue of [parameters('recordStorageId')]",
      "table of [parameters('hostStorageId')]",
      "table of [parameters('recordStorageId')]",
      "vault of [parameters('vaultId')]",
    ]);
    const zones = z.array(z.string()).parse(network?.variables.zoneNames);
    for (const { groupId, zoneIndex } of addresses) expect(zones[zoneIndex]).toContain(groupId);
  });

  it('describes every parameter', () => {
    for (const [path, { parameters }] of templatesOf(compiledTemplate())) {
      for (const [name, parameter] of Object.entries(parameters)) {
        expect(parameter, `${name} of ${path}`).toMatchObject({
          metadata: { description: expect.stringMatching(/\.$/) },
        });
      }
    }
  });
});

describe.runIf(isCompiled)('a template that drifts away is noticed:', () => {
  const lists = (template: Template) =>
    templatesOf(template).find(([path]) => path === 'main.recordStorage')?.[1].variables ?? {};
  const module = (template: Template, name: string) =>
    (template.resources[name]?.properties.template ?? {}) as Template;

  /** The template with a change in place, made through the JSON that modules are kept as. */
  function changed(change: (template: Template) => void): Template {
    const template = compiledTemplate();
    change(template);
    return template;
  }

  it('a table left out, and one too many', () => {
    const template = changed((t) => {
      const variables = module(t, 'recordStorage').variables;
      variables.tableNames = [
        ...(lists(t).tableNames as Array<string>).filter((name) => name !== 'DeadLetters'),
        'Logs',
      ];
    });
    expect(tableDifferences(template)).toEqual([
      'table DeadLetters is missing in the template',
      'table Logs is needed by nobody',
    ]);
  });

  it('a poison queue left out', () => {
    const template = changed((t) => {
      module(t, 'recordStorage').variables.queueNames = ['call-records'];
    });
    expect(queueDifferences(template)).toEqual(['queue call-records-poison is missing in the template']);
  });

  it('a setting that nobody reads, one not set, one that the program refuses', () => {
    const template = changed((t) => {
      const settings = module(t, 'functionApp').resources.settings?.properties ?? {};
      settings.FEATURE_X = 'on';
      settings.LATENCY_WINDOW_MINUTES = 'soon';
      delete settings.WEBHOOK_BASE_URL;
    });
    const found = settingDifferences(template).join('\n');
    expect(found).toContain('setting FEATURE_X is read by nobody');
    expect(found).toContain('setting WEBHOOK_BASE_URL is not set');
    expect(found).toContain('LATENCY_WINDOW_MINUTES must be a number');
  });

  it('a role that the code does not need', () => {
    const template = changed((t) => {
      module(t, 'hostStorage').variables.roles = [
        'storageBlobDataOwner',
        'storageTableDataContributor',
        'storageQueueDataContributor',
      ];
    });
    expect(roleDifferences(template)).toEqual([
      'role storageQueueDataContributor in hostStorage is needed by nobody',
    ]);
  });

  it('a connection string among the outputs, and an account that takes keys', () => {
    const template = changed((t) => {
      t.outputs.TELEMETRY = { value: "[reference('component').ConnectionString]" };
      (module(t, 'recordStorage').resources.account?.properties ?? {}).allowSharedKeyAccess = true;
    });
    expect(secretDifferences(template)).toEqual(['output TELEMETRY of main tells a secret']);
    expect(doorDifferences(template)).toEqual(['allowSharedKeyAccess of recordStorage.account is true']);
  });

  it('a default that is another one in the schema', () => {
    const template = changed((t) => {
      const parameter = t.parameters.maintainSchedule;
      if (parameter !== undefined) parameter.defaultValue = '0 */2 * * * *';
    });
    expect(defaultDifferences(template)).toEqual([
      'maintainSchedule is 0 */2 * * * * by default, MAINTAIN_SCHEDULE is 0 * * * * *',
    ]);
  });
});

it('the parameter file passes on everything that has a default as it was set, so that the group remembers it', async () => {
  const [parameters = '', given = ''] = (await readFile('infra/main.bicepparam', 'utf8')).split(
    'param given',
  );
  const withDefault = [...parameters.matchAll(/readEnvironmentVariable\(\s*'(\w+)',/g)].map(
    ([, name]) => name,
  );
  const passedOn = [...given.matchAll(/^ {2}(\w+): readEnvironmentVariable\('\1', ''\)$/gm)].map(
    ([, name]) => name,
  );
  expect(withDefault.length).toBeGreaterThan(10);
  expect(passedOn.sort()).toEqual(withDefault.sort());
});
