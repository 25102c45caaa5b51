/** Bundles the proofs with the program as it is, or without one of its safeguards. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BuildContext, type BuildFailure, context, type Plugin, stop } from 'esbuild';
import { type Change, fileOf } from './safeguard.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Of the bundle that is being made. */
let current: Change | undefined;
let building: Promise<BuildContext> | undefined;

/**
 * The URL of a module that exports the proofs, over the program with this change; over the program itself without one.
 * One at a time. Rejects when the text to be changed does not stand in src exactly once.
 */
export async function bundle(change: Change | undefined): Promise<string> {
  current = change;
  // Files that did not change since the bundle before are not parsed again.
  building ??= context({
    entryPoints: [fileURLToPath(new URL('./proofs/index.ts', import.meta.url))],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    plugins: [packagesAndExpectationsStayOutside, changing],
    logLevel: 'silent',
  });
  const { outputFiles = [] } = await (await building).rebuild().catch(failed);
  return `data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? '').toString('base64')}`;
}

/** The bundler complains when its thread ends before it. */
export async function endBundling(): Promise<void> {
  await (await building)?.dispose();
  await stop();
}

/** Without the stack of the bundler: what it says is about our text. */
function failed(error: BuildFailure): never {
  throw new Error(error.errors.map(({ text }) => text).join('; '), { cause: error });
}

/**
 * Libraries are loaded once for all bundles, from where they are installed: no safeguard of ours is in them. And what an
 * exploration expects comes from the program with all its safeguards.
 */
const packagesAndExpectationsStayOutside: Plugin = {
  name: 'packages-and-expectations-stay-outside',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path: import.meta.resolve(path), external: true },
    );
    onResolve({ filter: /\/expectations\.ts$/ }, ({ path, resolveDir }) => ({
      path: pathToFileURL(join(resolveDir, path)).href,
      external: true,
    }));
  },
};

const changing: Plugin = {
  name: 'changing',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]src[/\\].*\.ts$/ }, async ({ path }) => {
      if (current === undefined || path !== join(ROOT, fileOf(current))) return undefined;
      const text = await readFile(path, 'utf8');
      return { contents: [current, current.also ?? []].flat().reduce(edited, text), loader: 'ts' };
    });
  },
};

function edited(text: string, { from, to = '' }: Change): string {
  const [before = '', ...after] = text.split(from);
  if (after.length !== 1)
    throw new Error(`this text stands ${after.length} times in its file, not once: ${from}`);
  return `${before}${to}${after[0]}`;
}
