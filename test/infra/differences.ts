/** Where the compiled template and the code disagree. Each function returns sentences; none when all is well. */

import * as z from 'zod';
import { CALL_RECORD_QUEUE } from '../../src/app.ts';
import { InvalidSettings, readConfig } from '../../src/config.ts';
import { Settings, settingNotes } from '../../src/settings.ts';
import { tables } from '../../src/tables/declarations/index.ts';
import { namesOf, type Resource, resourcesOf, type Template, templatesOf } from './template.ts';

/** What the Functions host reads, and no line of ours. */
const hostSettings: ReadonlyArray<string> = [
  'AzureWebJobsStorage__credential',
  'AzureWebJobsStorage__clientId',
  'AzureWebJobsStorage__blobServiceUri',
  'AzureWebJobsStorage__tableServiceUri',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
  'FUNCTIONS_NODE_BLOCK_ON_ENTRY_POINT_ERROR',
];

/** What the code knows and the template leaves alone, with the reason. */
const leftAlone: Readonly<Record<string, string>> = {
  AzureWebJobsStorage: 'a connection string; the host connects by identity',
  CallRecordStorage: 'a connection string; the program connects by identity',
  GRAPH_BASE_URL: 'the simulated Graph; GRAPH_CLOUD is set',
  IDENTITY_ENDPOINT: 'set by Azure',
  START_NONCE: 'set by npm start',
};

/** What the identity may do, and where. The code needs each of these: adapters/storage, the host, telemetry. */
const neededRoles: Readonly<Record<string, ReadonlyArray<string>>> = {
  hostStorage: ['storageBlobDataOwner', 'storageTableDataContributor'],
  recordStorage: ['storageQueueDataContributor', 'storageTableDataContributor'],
  clientState: ['keyVaultSecretsUser'],
  telemetry: ['monitoringMetricsPublisher'],
};

/** Azure's ids of these roles. https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const roleIds: Readonly<Record<string, string>> = {
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6',
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb',
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88',
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3',
};

export function tableDifferences(template: Template): ReadonlyArray<string> {
  const created = ofType(template, 'Microsoft.Storage/storageAccounts/tableServices/tables').flatMap(namesOf);
  return setDifferences('table', created, Object.keys(tables));
}

export function queueDifferences(template: Template): ReadonlyArray<string> {
  const created = ofType(template, 'Microsoft.Storage/storageAccounts/queueServices/queues').flatMap(namesOf);
  return setDifferences('queue', created, [CALL_RECORD_QUEUE, `${CALL_RECORD_QUEUE}-poison`]);
}

export function settingDifferences(template: Template): ReadonlyArray<string> {
  const given = settingsIn(template);
  const known = [...Object.keys(Settings.shape), ...hostSettings];
  const unknown = Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => `setting ${name} is read by nobody`);
  const unset = known
    .filter((name) => !(name in given) && !(name in leftAlone))
    .map((name) => `setting ${name} is not set`);
  const needless = Object.keys(leftAlone)
    .filter((name) => name in given)
    .map((name) => `setting ${name} is set: ${leftAlone[name]}`);
  return [...unknown, ...unset, ...needless, ...refusals(given)];
}

/** Whether the program would start with what the template sets; expressions stand for the schema's examples. */
function refusals(given: Readonly<Record<string, string>>): ReadonlyArray<string> {
  const examples = Object.entries(Settings.shape).map(([name, schema]) => [
    name,
    settingNotes.get(schema)?.example,
  ]);
  const exampleOf = z.record(z.string(), z.string()).parse(Object.fromEntries(examples));
  const environment = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, value.startsWith('[') ? exampleOf[name] : value]),
  );
  try {
    const config = readConfig({ ...environment, IDENTITY_ENDPOINT: 'http://169.254.129.1:8081/msi/token' });
    const byIdentity = 'managedIdentity' in config.storage && config.storage.managedIdentity?.clientId;
    return byIdentity && config.graph.managedIdentity?.clientId
      ? []
      : ['the program would not use the identity'];
  } catch (error) {
    if (error instanceof InvalidSettings) return [error.message];
    throw error;
  }
}

/** Defaults that stand in the template and in the schema. */
export function defaultDifferences({ parameters }: Template): ReadonlyArray<string> {
  const pairs = {
    graphCloud: 'GRAPH_CLOUD',
    latencyWindowMinutes: 'LATENCY_WINDOW_MINUTES',
    maintainSchedule: 'MAINTAIN_SCHEDULE',
    reconcileSchedule: 'RECONCILE_SCHEDULE',
    summarizeSchedule: 'SUMMARIZE_SCHEDULE',
    retainSchedule: 'RETAIN_SCHEDULE',
    forgetSchedule: 'FORGET_SCHEDULE',
    backfillDays: 'BACKFILL_DAYS',
  } as const;
  const shape: Readonly<Record<string, z.core.$ZodType>> = Settings.shape;
  return Object.entries(pairs).flatMap(([parameter, setting]) => {
    const inTemplate = parameters[parameter]?.defaultValue;
    const schema = shape[setting];
    const inCode = schema && z.safeParse(schema, undefined).data;
    if (inCode !== undefined && inTemplate === inCode) return [];
    return [`${parameter} is ${String(inTemplate)} by default, ${setting} is ${String(inCode)}`];
  });
}

export function roleDifferences(template: Template): ReadonlyArray<string> {
  const assigned = ofType(template, 'Microsoft.Authorization/roleAssignments').flatMap((resource) => {
    const module = resource.path.split('.')[0] ?? '';
    return rolesOf(resource).map((role) => `${role} in ${module}`);
  });
  const needed = Object.entries(neededRoles).flatMap(([module, roles]) =>
    roles.map((role) => `${role} in ${module}`),
  );
  const wrongIds = templatesOf(template)
    .flatMap(([, { variables }]) => Object.entries(variables.roleDefinitionIds ?? {}))
    .filter(([role, id]) => roleIds[role] !== id)
    .map(([role, id]) => `role ${role} has another id than ${String(id)}`);
  return [...setDifferences('role', assigned, needed), ...new Set(wrongIds)];
}

function rolesOf({ properties, template, path }: Resource): ReadonlyArray<string> {
  const id = String(properties.roleDefinitionId);
  const fixed = /variables\('roleDefinitionIds'\)\.(\w+)\)\]$/.exec(id)?.[1];
  if (fixed !== undefined) return [fixed];
  const list = /variables\('roleDefinitionIds'\)\[variables\('(\w+)'\)\[copyIndex\(\)\]\]\)\]$/.exec(id)?.[1];
  if (list === undefined) throw new Error(`${path} has a role that cannot be read: ${id}`);
  return z.array(z.string()).parse(template.variables[list]);
}

/** What must never be read from a deployment's outputs, its history, or anywhere else in the template. */
export function secretDifferences(template: Template): ReadonlyArray<string> {
  const leaking =
    /listKeys|listAccountSas|listSecrets|listHostKeys|AccountKey|SharedAccess|ConnectionString|InstrumentationKey|newSecret|newPreviousSecret|publishingPassword/i;
  return templatesOf(template).flatMap(([path, { outputs, parameters, resources }]) => {
    const found = Object.entries(outputs)
      .filter(([name, { value }]) => leaking.test(`${name} ${JSON.stringify(value)}`))
      .map(([name]) => `output ${name} of ${path} tells a secret`);
    if (/list(Keys|AccountSas|HostKeys)\(/i.test(JSON.stringify(resources)))
      found.push(`${path} asks for keys`);
    const open = Object.entries(parameters)
      .filter(([name, { type }]) => /secret$|password|key$/i.test(name) && type !== 'securestring')
      .map(([name]) => `parameter ${name} of ${path} is not secure`);
    return [...found, ...open];
  });
}

/** Doors that stay shut whatever the parameters. */
export function doorDifferences(template: Template): ReadonlyArray<string> {
  const accounts = ofType(template, 'Microsoft.Storage/storageAccounts');
  const shut = {
    allowSharedKeyAccess: false,
    allowBlobPublicAccess: false,
    minimumTlsVersion: 'TLS1_2',
    supportsHttpsTrafficOnly: true,
  };
  const open = accounts.flatMap(({ path, properties }) =>
    Object.entries(shut)
      .filter(([name, value]) => properties[name] !== value)
      .map(([name]) => `${name} of ${path} is ${String(properties[name])}`),
  );
  const components = ofType(template, 'Microsoft.Insights/components');
  const byKey = components
    .filter(({ properties }) => properties.DisableLocalAuth !== true)
    .map(({ path }) => path);
  if (accounts.length !== 2)
    open.push(`there are ${accounts.length} storage accounts, not the host's and the records'`);
  return [...open, ...byKey.map((path) => `${path} takes in telemetry without a token`)];
}

export function settingsIn(template: Template): Readonly<Record<string, string>> {
  const [settings] = ofType(template, 'Microsoft.Web/sites/config');
  return z.record(z.string(), z.string()).parse(settings?.properties);
}

export function ofType(template: Template, type: string): ReadonlyArray<Resource> {
  return resourcesOf(template).filter((resource) => resource.type === type);
}

function setDifferences(
  what: string,
  inTemplate: ReadonlyArray<string>,
  inCode: ReadonlyArray<string>,
): ReadonlyArray<string> {
  return [
    ...inCode
      .filter((name) => !inTemplate.includes(name))
      .map((name) => `${what} ${name} is missing in the template`),
    ...inTemplate
      .filter((name) => !inCode.includes(name))
      .map((name) => `${what} ${name} is needed by nobody`),
    ...inTemplate
      .filter((name, index) => inTemplate.indexOf(name) !== index)
      .map((name) => `${what} ${name} is there twice`),
  ];
}
