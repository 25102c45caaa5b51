/** Finds a Bicep compiler: the one that BICEP names, `bicep`, `az bicep`, or the NuGet package. */

import { restoreCompiler } from './restore-compiler.ts';
import { type Finished, run } from './run.ts';

export interface Compiler {
  /** What the compiler says of itself, and where it comes from. */
  readonly version: string;
  readonly origin: string;
  run(args: ReadonlyArray<string>, environment?: Readonly<Record<string, string>>): Promise<Finished>;
}

/** BICEP names a program that is no Bicep compiler: to take another in its place would hide the mistake. */
export class UnusableCompiler extends Error {
  override readonly name = 'UnusableCompiler';
}

/** Returns a compiler, or why there is none. Throws UnusableCompiler. */
export async function findCompiler(): Promise<Compiler | { readonly why: string }> {
  const given = process.env.BICEP?.trim();
  if (given) {
    const compiler = await tryCompiler(given, [], 'BICEP');
    if (compiler === undefined)
      throw new UnusableCompiler(`BICEP is ${given}, which does not run as a Bicep compiler.`);
    return compiler;
  }
  const installed =
    (await tryCompiler('bicep', [], 'bicep on the PATH')) ?? (await tryCompiler('az', ['bicep'], 'az bicep'));
  if (installed !== undefined) return installed;
  const restored = await restoreCompiler();
  if ('why' in restored) return { why: `no bicep, no az bicep, and ${restored.why}` };
  const compiler = await tryCompiler(restored.path, [], 'NuGet package');
  return compiler ?? { why: `${restored.path} does not run` };
}

async function tryCompiler(
  command: string,
  before: ReadonlyArray<string>,
  origin: string,
): Promise<Compiler | undefined> {
  // The compiler is a .NET program, and a machine without libicu runs it only like this.
  const fixed = { DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' };
  const asksVersion = before.length === 0 ? ['--version'] : [...before, 'version'];
  const asked = await run(command, asksVersion, { ...process.env, ...fixed });
  const version = /version (\d+\.\d+\.\d+\S*)/.exec(asked?.stdout ?? '')?.[1];
  if (asked?.exitCode !== 0 || version === undefined) return undefined;
  return {
    version,
    origin,
    async run(args, environment = {}) {
      const finished = await run(command, [...before, ...args], { ...process.env, ...fixed, ...environment });
      if (finished === undefined) throw new UnusableCompiler(`${command} is gone.`);
      return finished;
    },
  };
}
