import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkScripts } from '../../build/infra/check-scripts.ts';
import { powershellSyntaxErrors } from '../../build/infra/powershell-syntax.ts';
import { type Finished, run } from '../../build/infra/run.ts';
import { CALL_RECORDS_READ_ALL, type Directory, GRAPH_PRINCIPAL } from './fake-az.ts';

const TENANT = '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90';
const PRINCIPAL = '0f8d6c1e-2b7a-4c39-9d55-7e1a3c9b2f60';

const shells = {
  bash: {
    start: ['bash', 'infra/scripts/grant-graph-permission.sh'],
    with: (tenant: string, principal: string) => ['--tenant', tenant, '--principal', principal],
    whatIf: '--what-if',
    check: ['sh', 'infra/hooks/check-settings.sh'],
  },
  pwsh: {
    start: ['pwsh', '-NoProfile', '-File', 'infra/scripts/grant-graph-permission.ps1'],
    with: (tenant: string, principal: string) => ['-Tenant', tenant, '-Principal', principal],
    whatIf: '-WhatIf',
    check: ['pwsh', '-NoProfile', '-File', 'infra/hooks/check-settings.ps1'],
  },
};
const installed = await Promise.all(
  (['bash', 'pwsh'] as const).map(async (name) => ({ name, is: await run(name, ['-c', 'exit 0']) })),
);
const here = installed.filter(({ is }) => is?.exitCode === 0).map(({ name }) => name);

const directories: Array<string> = [];
afterEach(async () => {
  await Promise.all(directories.splice(0).map((path) => rm(path, { recursive: true, force: true })));
});

/** A machine with an Azure CLI, or without one, and the directory of a tenant behind it. */
async function machine(change: Partial<Directory> = {}, { hasAz = true } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'machine-'));
  directories.push(folder);
  const path = join(folder, 'directory.json');
  const initial: Directory = {
    signedInTo: TENANT,
    mayGrant: true,
    identities: { [PRINCIPAL]: { displayName: 'call-records-contoso', assignments: [] } },
    apps: [],
    groups: [],
    calls: [],
    ...change,
  };
  await writeFile(path, JSON.stringify(initial));
  if (hasAz) {
    const az = join(folder, 'az');
    await writeFile(az, `#!/bin/sh\nexec "${process.execPath}" "${resolve('test/infra/fake-az.ts')}" "$@"\n`);
    await chmod(az, 0o755);
  }
  // Without az, what the shells themselves need and nothing else: the machine may have a real az.
  for (const tool of hasAz ? [] : ['cat', 'mktemp', 'rm', 'tr', 'env']) {
    const [found] = (await run('which', [tool]))?.stdout.split('\n') ?? [];
    if (found) await symlink(found, join(folder, tool));
  }
  const elsewhere = hasAz ? `${delimiter}${process.env.PATH}` : '';
  async function start(
    [command = '', ...args]: ReadonlyArray<string>,
    environment: NodeJS.ProcessEnv,
  ): Promise<Finished> {
    const [program = command] = (await run('which', [command]))?.stdout.split('\n') ?? [];
    const finished = await run(program, args, {
      ...environment,
      PATH: `${folder}${elsewhere}`,
      FAKE_AZ_DIRECTORY: path,
    });
    if (finished === undefined) throw new Error(`${program} did not run`);
    return finished;
  }
  return {
    run: (shell: keyof typeof shells, args: ReadonlyArray<string>) =>
      start([...shells[shell].start, ...args], process.env),
    /** The check before a deployment, with these variables and no others. */
    check: (shell: keyof typeof shells, environment: NodeJS.ProcessEnv) =>
      start(shells[shell].check, environment),
    directory: async (): Promise<Directory> => JSON.parse(await readFile(path, 'utf8')),
  };
}

async function assignmentsOf(directory: Directory) {
  return directory.identities[PRINCIPAL]?.assignments;
}

describe.each(here)('granting the permission, by %s', (shell) => {
  const { with: given, whatIf } = shells[shell];

  it('assigns CallRecords.Read.All to the identity, and says so', async () => {
    const world = await machine();
    const { exitCode, stdout, stderr } = await world.run(shell, given(TENANT, PRINCIPAL));
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Assigns CallRecords.Read.All of Microsoft Graph to call-records-contoso');
    expect(stdout).toContain('call-records-contoso has CallRecords.Read.All now');
    expect(await assignmentsOf(await world.directory())).toEqual([
      expect.objectContaining({
        principalId: PRINCIPAL,
        resourceId: GRAPH_PRINCIPAL,
        appRoleId: CALL_RECORDS_READ_ALL,
      }),
    ]);
  });

  it('does nothing the second time', async () => {
    const world = await machine();
    await world.run(shell, given(TENANT, PRINCIPAL));
    const { exitCode, stdout } = await world.run(shell, given(TENANT, PRINCIPAL));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('has CallRecords.Read.All already. Nothing to do.');
    expect(await assignmentsOf(await world.directory())).toHaveLength(1);
  });

  it('only says what it would do when asked what if', async () => {
    const world = await machine();
    const { exitCode, stdout } = await world.run(shell, [...given(TENANT, PRINCIPAL), whatIf]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Assigns CallRecords.Read.All');
    expect(stdout).toContain('Nothing was changed');
    const directory = await world.directory();
    expect(await assignmentsOf(directory)).toEqual([]);
    expect(directory.calls.flat()).not.toContain('post');
  });

  it('refuses another tenant than the one signed in to', async () => {
    const world = await machine({ signedInTo: '99999999-7b52-4d8e-9a64-1f2e5b7c8d90' });
    const { exitCode, stderr } = await world.run(shell, given(TENANT, PRINCIPAL));
    expect(exitCode).toBe(1);
    expect(stderr).toContain('You are signed in to tenant 99999999-7b52-4d8e-9a64-1f2e5b7c8d90');
    expect(stderr).toContain(`az login --tenant ${TENANT}`);
    expect(await assignmentsOf(await world.directory())).toEqual([]);
  });

  it('says how to sign in', async () => {
    const world = await machine({ signedInTo: undefined });
    const { exitCode, stderr } = await world.run(shell, given(TENANT, PRINCIPAL));
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`You are not signed in: az login --tenant ${TENANT}`);
  });

  it('tells a user without rights which role it takes', async () => {
    const world = await machine({ mayGrant: false });
    const { exitCode, stdout, stderr } = await world.run(shell, given(TENANT, PRINCIPAL));
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Your account may not grant CallRecords.Read.All');
    expect(stderr).toContain('Privileged Role Administrator');
    expect(stdout).not.toContain('now');
  });

  it('names an identity that is not there', async () => {
    const world = await machine({ identities: {} });
    const { exitCode, stderr } = await world.run(shell, given(TENANT, PRINCIPAL));
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`has no identity with principal id ${PRINCIPAL}`);
  });

  it('names the Azure CLI when it is missing', async () => {
    const world = await machine({}, { hasAz: false });
    const { exitCode, stderr } = await world.run(shell, given(TENANT, PRINCIPAL));
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The Azure CLI (az) is not installed');
  });
});

describe('granting the permission, called wrongly', () => {
  it.each([
    [['--tenant', TENANT], '--principal must be a principal id'],
    [['--tenant', 'contoso.onmicrosoft.com', '--principal', PRINCIPAL], '--tenant must be a tenant id'],
    [['--tenant'], '--tenant needs a value'],
    [['--force'], '--force is not an option'],
  ])('%j is a mistake', async (args, message) => {
    const world = await machine();
    const { exitCode, stderr } = await world.run('bash', args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain('Usage:');
    expect((await world.directory()).calls).toEqual([]);
  });
});

describe.each(here)('before a deployment, by %s', (shell) => {
  const REQUIRED = {
    AZURE_ENV_NAME: 'contoso',
    GRAPH_TENANT_ID: TENANT,
    ALERT_MAIL_ADDRESSES: 'operations@contoso.example',
  };
  /** What an earlier deployment of the same name was given. */
  const deployedWith = (given: Readonly<Record<string, string>>) =>
    machine({
      groups: [
        { name: 'call-records-fabrikam', tags: { 'callrecords:NETWORK_PROFILE': 'private' } },
        { name: 'call-records-contoso', tags: { 'azd-env-name': 'contoso', OWNER: 'team', ...given } },
      ],
    });

  it('names what is missing, with the command that sets it', async () => {
    const world = await machine();
    const { exitCode, stderr } = await world.check(shell, {
      GRAPH_TENANT_ID: TENANT,
      AZURE_ENV_NAME: 'contoso',
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('azd env set ALERT_MAIL_ADDRESSES VALUE');
    expect(stderr).not.toContain('GRAPH_TENANT_ID');
  });

  it('refuses a subscription of another tenant', async () => {
    const world = await machine();
    const { exitCode, stderr } = await world.check(shell, {
      ...REQUIRED,
      AZURE_TENANT_ID: '99999999-7b52-4d8e-9a64-1f2e5b7c8d90',
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('the subscription belongs to tenant 99999999');
  });

  it.each([TENANT, TENANT.toUpperCase()])('says nothing of a first deployment for %s', async (tenant) => {
    const world = await machine();
    const environment = { ...REQUIRED, GRAPH_TENANT_ID: tenant, AZURE_TENANT_ID: TENANT };
    expect(await world.check(shell, environment)).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  });

  it('refuses to go back to defaults from a machine that has only what must be set', async () => {
    const world = await deployedWith({
      'callrecords:NETWORK_PROFILE': 'private',
      'callrecords:WEBHOOK_BASE_URL': 'https://calls.contoso.example',
      'callrecords:MAINTAIN_SCHEDULE': '30 * * * * *',
      'callrecords:CLIENT_STATE_GENERATION': '3',
    });
    const { exitCode, stderr } = await world.check(shell, REQUIRED);
    expect(exitCode).toBe(1);
    expect(stderr.split('\n').sort()).toEqual([
      '',
      "  azd env set CLIENT_STATE_GENERATION '3'",
      "  azd env set MAINTAIN_SCHEDULE '30 * * * * *'",
      "  azd env set NETWORK_PROFILE 'private'",
      "  azd env set WEBHOOK_BASE_URL 'https://calls.contoso.example'",
      'contoso was deployed with settings that are not set here. Set them, or set other values:',
    ]);
  });

  it('takes other values when they are set on purpose', async () => {
    const world = await deployedWith({ 'callrecords:NETWORK_PROFILE': 'private' });
    const finished = await world.check(shell, { ...REQUIRED, NETWORK_PROFILE: 'public' });
    expect(finished).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  });

  it.each([
    ['2', 1],
    ['3', 0],
    ['4', 0],
    ['5', 1],
  ])('lets the secret number 3 be followed by number %s: exit code %i', async (next, exitCode) => {
    const world = await deployedWith({ 'callrecords:CLIENT_STATE_GENERATION': '3' });
    const finished = await world.check(shell, { ...REQUIRED, CLIENT_STATE_GENERATION: next });
    expect(finished.exitCode).toBe(exitCode);
    if (exitCode === 1) expect(finished.stderr).toContain('contoso is deployed with 3');
  });

  it('refuses when it cannot read what is deployed', async () => {
    const signedOut = await machine({ signedInTo: undefined });
    expect(await signedOut.check(shell, REQUIRED)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`az login --tenant ${TENANT}`),
    });
    const without = await machine({}, { hasAz: false });
    expect(await without.check(shell, REQUIRED)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('The Azure CLI (az) is not installed'),
    });
  });
});

it('after azd provisioned, the grant is named with its ids, before the deployment', async () => {
  const finished = await run('sh', ['infra/hooks/say-what-is-next.sh'], {
    PATH: process.env.PATH,
    GRAPH_TENANT_ID: TENANT,
    IDENTITY_PRINCIPAL_ID: PRINCIPAL,
  });
  expect(finished).toMatchObject({ exitCode: 0, stderr: '' });
  const grant = `grant-graph-permission.sh --tenant ${TENANT} --principal ${PRINCIPAL}`;
  expect(finished?.stdout).toContain(grant);
  expect(finished?.stdout.split(grant)[1]).toContain('Then: azd deploy');
});

it('every script can be parsed', async () => {
  expect((await checkScripts('infra')).findings).toEqual([]);
});

it('a script that is no PowerShell is noticed', async () => {
  expect(await powershellSyntaxErrors('bad.ps1', 'if ($x { "a" }\n')).toEqual([
    expect.stringContaining('bad.ps1(1,'),
  ]);
});
