/** The Bicep compiler as a NuGet package, in a cache of the user's: for machines with dotnet and without Bicep. */

import { access, chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.ts';

/** The version that the templates are compiled with, unless somebody brings their own. */
export const BICEP_VERSION = '0.49.2';

const systems: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'osx', win32: 'win' };

/** Returns the path of the compiler, or why there is none. */
export async function restoreCompiler(): Promise<{ readonly path: string } | { readonly why: string }> {
  const system = systems[process.platform];
  if (system === undefined || !['x64', 'arm64'].includes(process.arch)) {
    return { why: `there is no compiler package for ${process.platform} ${process.arch}` };
  }
  const packageId = `Azure.Bicep.CommandLine.${system}-${process.arch}`;
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'bicep-compiler');
  const path = join(
    cache,
    packageId.toLowerCase(),
    BICEP_VERSION,
    'tools',
    system === 'win' ? 'bicep.exe' : 'bicep',
  );
  if (await exists(path)) return { path };
  const failure = await restore(packageId, cache);
  if (failure !== undefined) return { why: failure };
  // NuGet lets nobody but the owner run it.
  await chmod(path, 0o755);
  return { path };
}

/** Restores from a project outside the tree, where nobody takes it for one of ours. Returns what went wrong. */
async function restore(packageId: string, cache: string): Promise<string | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'bicep-compiler-'));
  try {
    const project = join(directory, 'bicep-compiler.csproj');
    await writeFile(project, projectOf(packageId));
    const finished = await run('dotnet', [
      'restore',
      project,
      '--packages',
      cache,
      '--nologo',
      '-v',
      'quiet',
    ]);
    if (finished === undefined) return 'there is no dotnet to restore it with';
    if (finished.exitCode === 0) return undefined;
    const said = `${finished.stdout}\n${finished.stderr}`.split('\n').find((line) => /\berror\b/.test(line));
    return `dotnet could not restore ${packageId} ${BICEP_VERSION}: ${said?.trim() ?? 'it does not say why'}`;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A framework without a package of its own: nothing but the compiler is downloaded. */
function projectOf(packageId: string): string {
  return `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>netstandard2.0</TargetFramework>
    <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="${packageId}" Version="[${BICEP_VERSION}]" />
  </ItemGroup>
</Project>
`;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
