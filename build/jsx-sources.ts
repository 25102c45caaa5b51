/**
 * Lets Node run .tsx from a clone: it takes the types out of .ts by itself and refuses JSX. The launchers and scripts that
 * serve the page begin with this; a program that loads no .tsx pays nothing.
 */

import { globSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { buildSync } from 'esbuild';

const ROOT = dirname(import.meta.dirname);
let compiled: ReadonlyMap<string, string> | undefined;

registerHooks({
  load(url, context, next) {
    if (!url.endsWith('.tsx')) return next(url, context);
    compiled ??= compileAll();
    return { format: 'module', source: compiled.get(url) ?? '', shortCircuit: true };
  },
});

/** All at once: esbuild is a program of its own, and starting it is what takes time. */
function compileAll(): ReadonlyMap<string, string> {
  const esbuild = createRequire(import.meta.url)('esbuild') as { buildSync: typeof buildSync };
  const entryPoints = globSync('src/**/*.tsx', { cwd: ROOT });
  const { outputFiles } = esbuild.buildSync({
    entryPoints,
    absWorkingDir: ROOT,
    outbase: '.',
    outdir: '.',
    outExtension: { '.js': '.tsx' },
    write: false,
    allowOverwrite: true,
    sourcemap: 'inline',
    target: 'node22',
    logLevel: 'silent',
  });
  return new Map(outputFiles.map(({ path, text }) => [pathToFileURL(path).href, text]));
}
