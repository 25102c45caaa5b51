import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  compileParameters,
  compileTemplate,
  EXAMPLE_ENVIRONMENT,
  PARAMETERS,
} from '../../build/infra/compile.ts';
import { type Compiler, findCompiler, UnusableCompiler } from '../../build/infra/find-compiler.ts';
import { compiledTemplate, isCompiled } from './compiled.ts';

const directories: Array<string> = [];
afterEach(async () => {
  await Promise.all(directories.splice(0).map((path) => rm(path, { recursive: true, force: true })));
});

const compiler: Promise<Compiler> = findCompiler().then((found) => {
  if ('why' in found) throw new Error(found.why);
  return found;
});
// Without a compiler nobody waits for it.
compiler.catch(() => undefined);

describe.runIf(isCompiled)('the compiler', () => {
  it('names a property that is misspelt and a variable that nobody uses', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'infra-'));
    directories.push(directory);
    await cp('infra', directory, { recursive: true });
    const module = join(directory, 'modules/record-storage.bicep');
    const text = await readFile(module, 'utf8');
    await writeFile(
      module,
      `${text.replace('allowSharedKeyAccess', 'allowSharedKeyAcess')}\nvar unused = 1\n`,
    );
    const { template, findings } = await compileTemplate(await compiler, join(directory, 'main.bicep'));
    expect(template).toBeUndefined();
    const found = findings.join('\n');
    expect(found).toContain('The property "allowSharedKeyAcess" is not allowed');
    expect(found).toContain('Error no-unused-vars');
  });

  it('takes the parameters from the environment', async () => {
    const { template, findings } = await compileParameters(await compiler, PARAMETERS, {
      ...EXAMPLE_ENVIRONMENT,
      ALERT_MAIL_ADDRESSES: 'operations@contoso.example, teams@contoso.example',
    });
    expect(findings).toEqual([]);
    const { parametersJson } = JSON.parse(template ?? '') as { parametersJson: string };
    const { parameters } = JSON.parse(parametersJson);
    expect(Object.keys(parameters).sort()).toEqual(Object.keys(compiledTemplate().parameters).sort());
    expect(parameters.alertMailAddresses).toEqual({
      value: ['operations@contoso.example', 'teams@contoso.example'],
    });
  });

  it('refuses parameters that are missing or wrong, at their line', async () => {
    const lines = (await readFile(PARAMETERS, 'utf8')).split('\n');
    const { findings } = await compileParameters(await compiler, PARAMETERS, {
      AZURE_ENV_NAME: 'x',
      GRAPH_TENANT_ID: 'contoso.onmicrosoft.com',
      NETWORK_PROFILE: 'closed',
      INSTANCE_MEMORY_MB: '1000',
      HTTP_ALWAYS_READY: 'one',
      ALERT_MAIL_ADDRESSES: '',
    });
    const refused = findings.map((finding) => {
      const line = Number(/bicepparam\((\d+),/.exec(finding)?.[1]);
      return /^param (\w+)/.exec(
        lines.slice(0, line).findLast((text) => text.startsWith('param ')) ?? '',
      )?.[1];
    });
    expect(new Set(refused)).toEqual(
      new Set([
        'environmentName',
        'location',
        'graphTenantId',
        'networkProfile',
        'instanceMemoryMB',
        'httpAlwaysReady',
        'alertMailAddresses',
      ]),
    );
    expect(findings.join('\n')).toContain('Environment variable "AZURE_LOCATION" does not exist');
  });
});

it('a compiler that was asked for and does not run is no reason to take another', async () => {
  const before = process.env.BICEP;
  process.env.BICEP = '/nowhere/bicep';
  try {
    await expect(findCompiler()).rejects.toThrow(UnusableCompiler);
  } finally {
    if (before === undefined) delete process.env.BICEP;
    else process.env.BICEP = before;
  }
});

it('every parameter that the environment gives is in infra/README.md', async () => {
  const names = [...(await readFile(PARAMETERS, 'utf8')).matchAll(/readEnvironmentVariable\(\s*'(\w+)'/g)];
  const readme = await readFile('infra/README.md', 'utf8');
  expect(names.length).toBeGreaterThan(10);
  for (const [, name] of names) expect(readme).toContain(`\`${name}\``);
});
