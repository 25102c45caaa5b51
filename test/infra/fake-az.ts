/**
 * Stands in for the Azure CLI: the directory of a tenant in a file, Microsoft Graph's answers and refusals as they are,
 * and `--query` by the same language. Started as `az` by a script on the PATH.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import jmespath from 'jmespath';

export interface Directory {
  /** Undefined: nobody is signed in. */
  signedInTo: string | undefined;
  mayGrant: boolean;
  /** By principal id. */
  identities: Record<string, { displayName: string; assignments: Array<Assignment> }>;
  /** Function apps of the subscription. */
  apps: ReadonlyArray<App>;
  /** Resource groups of the subscription. */
  groups: ReadonlyArray<Group>;
  /** What is printed in place of every answer. */
  answers?: string;
  /** Every command, as it was given. */
  calls: Array<ReadonlyArray<string>>;
}

export interface App {
  readonly name: string;
  readonly resourceGroup: string;
  readonly tags: Readonly<Record<string, string>> | null;
  readonly settings: Readonly<Record<string, string>>;
}

export interface Group {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>> | null;
}

export interface Assignment {
  readonly id: string;
  readonly principalId: string;
  readonly resourceId: string;
  readonly appRoleId: string;
}

export const GRAPH_PRINCIPAL = 'b19d498e-6687-4156-869a-2e8a95a9d659';
/** https://learn.microsoft.com/graph/permissions-reference#callrecordsreadall */
export const CALL_RECORDS_READ_ALL = '45bbb07e-7321-4fd7-a8f6-3ff27e6a81c8';
const GRAPH = 'https://graph.microsoft.com';

class Refused extends Error {
  override readonly name = 'Refused';
}

if (import.meta.main) {
  const path = process.env.FAKE_AZ_DIRECTORY ?? '';
  const directory: Directory = JSON.parse(readFileSync(path, 'utf8'));
  const args = process.argv.slice(2);
  directory.calls.push(args);
  try {
    process.stdout.write(directory.answers ?? answer(directory, args));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    process.stderr.write(`ERROR: ${error.message}\n`);
    process.exitCode = 1;
  }
  writeFileSync(path, JSON.stringify(directory));
}

function answer(directory: Directory, args: ReadonlyArray<string>): string {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      query: { type: 'string' },
      output: { type: 'string' },
      method: { type: 'string' },
      url: { type: 'string' },
      body: { type: 'string' },
      headers: { type: 'string' },
      name: { type: 'string' },
      'resource-group': { type: 'string' },
      'resource-type': { type: 'string' },
      resource: { type: 'string' },
      subscription: { type: 'string' },
      tenant: { type: 'string' },
    },
  });
  const command = positionals.join(' ');
  if (command !== 'cloud show' && directory.signedInTo === undefined) {
    throw new Refused("Please run 'az login' to setup account.");
  }
  const found = answerTo(command, directory, values);
  const selected: unknown = values.query === undefined ? found : jmespath.search(found, values.query);
  if (selected === null || selected === undefined) return '';
  return values.output === 'tsv' ? tabSeparated(selected) : JSON.stringify(selected);
}

/** A list is written as a row for each member, and a list in it as the cells of the row. */
function tabSeparated(selected: unknown): string {
  const rows = Array.isArray(selected) ? selected : [selected];
  return rows.map((row) => `${Array.isArray(row) ? row.join('\t') : String(row)}\n`).join('');
}

function answerTo(
  command: string,
  directory: Directory,
  values: Readonly<Record<string, string | undefined>>,
): unknown {
  const { name, 'resource-group': group } = values;
  switch (command) {
    case 'account show':
      return { tenantId: directory.signedInTo };
    case 'group list':
      return directory.groups;
    case 'cloud show':
      return { endpoints: { microsoftGraphResourceId: `${GRAPH}/` } };
    case 'resource list':
      return directory.apps
        .filter((app) => app.name === name && (group === undefined || app.resourceGroup === group))
        .map(({ resourceGroup, tags }) => ({ resourceGroup, tags, type: 'Microsoft.Web/sites' }));
    case 'functionapp config appsettings list': {
      const app = directory.apps.find((one) => one.name === name && one.resourceGroup === group);
      if (app === undefined) throw new Refused(`(ResourceNotFound) The Resource '${name}' was not found.`);
      return Object.entries(app.settings).map(([key, value]) => ({ name: key, value, slotSetting: false }));
    }
    case 'account get-access-token':
      throw new Refused('AADSTS50076: multi-factor authentication is needed.');
    default:
      return graph(directory, values.method ?? 'get', new URL(values.url ?? ''), values.body);
  }
}

/** Microsoft Graph, as far as it is asked. */
function graph(
  directory: Directory,
  method: string,
  { origin, pathname }: URL,
  body: string | undefined,
): unknown {
  if (origin !== GRAPH) throw new Refused(`Can't derive appropriate Azure AD resource from ${origin}`);
  if (pathname === "/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')") {
    return {
      id: GRAPH_PRINCIPAL,
      appRoles: [
        {
          id: '11111111-7321-4fd7-a8f6-3ff27e6a81c8',
          value: 'Calls.JoinGroupCall.All',
          allowedMemberTypes: ['Application'],
        },
        { id: CALL_RECORDS_READ_ALL, value: 'CallRecords.Read.All', allowedMemberTypes: ['Application'] },
      ],
    };
  }
  const [, principalId = '', rest] =
    /^\/v1\.0\/servicePrincipals\/([^/]+)(\/appRoleAssignments)?$/.exec(pathname) ?? [];
  const identity = directory.identities[principalId];
  if (identity === undefined) {
    throw new Refused(
      `Not Found({"error":{"code":"Request_ResourceNotFound","message":"Resource '${principalId}' does not exist"}})`,
    );
  }
  if (rest === undefined) return { displayName: identity.displayName };
  if (method === 'get') return { value: identity.assignments };
  if (!directory.mayGrant) {
    throw new Refused(
      'Forbidden({"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}})',
    );
  }
  const asked = body?.startsWith('@') ? readFileSync(body.slice(1), 'utf8') : (body ?? '');
  const assignment: Assignment = { id: `assignment-${identity.assignments.length}`, ...JSON.parse(asked) };
  identity.assignments.push(assignment);
  return assignment;
}
