/** Compiles the templates once for the whole run, and again only when they or the compiler have changed. */

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { compileTemplate, TEMPLATE } from '../build/infra/compile.ts';
import { findCompiler } from '../build/infra/find-compiler.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The compiled template as text, what is wrong with it, or why it was not compiled. */
    readonly infrastructure:
      | { readonly template: string }
      | { readonly findings: ReadonlyArray<string> }
      | { readonly notCompiled: string };
  }
}

const CACHE = 'node_modules/.cache/infrastructure';

export async function setup({ provide }: TestProject): Promise<void> {
  const key = await hashOfSources();
  const cached = await readCached(key);
  if (cached !== undefined) return provide('infrastructure', { template: cached });
  const compiler = await findCompiler();
  if ('why' in compiler) {
    process.stderr.write(
      `\nNOT COMPILED: the infrastructure (${TEMPLATE}), because ${compiler.why}.\nIts tests are left out. npm run infra says what to install.\n\n`,
    );
    return provide('infrastructure', { notCompiled: compiler.why });
  }
  const { template, findings } = await compileTemplate(compiler, TEMPLATE);
  if (template === undefined) return provide('infrastructure', { findings });
  await mkdir(CACHE, { recursive: true });
  await writeFile(join(CACHE, key), template);
  provide('infrastructure', { template });
}

/** Of everything that the result depends on: the sources, and which compiler was asked for. */
async function hashOfSources(): Promise<string> {
  const entries = await readdir('infra', { withFileTypes: true, recursive: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const hash = createHash('sha256').update(process.env.BICEP ?? '');
  const tools = (await readdir('build/infra')).map((name) => join('build/infra', name));
  for (const path of [...paths, ...tools].sort()) hash.update(path).update(await readFile(path));
  return hash.digest('hex');
}

async function readCached(key: string): Promise<string | undefined> {
  try {
    return await readFile(join(CACHE, key), 'utf8');
  } catch {
    return undefined;
  }
}
