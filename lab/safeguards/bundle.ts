/** Bundles the proofs with the program as it is, or without one of its safeguards. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BuildFailure, context, type Plugin } from 'esbuild';
import { type Change, fileOf } from './safeguard.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Bundler {
  /**
   * The URL of a module that exports the proofs, over the program with this change; over the program itself without one.
   * Rejects when the text to be changed does not stand in its file exactly once.
   */
  bundle(change?: Change): Promise<string>;
}

export async function createBundler(): Promise<Bundler> {
  let change: Change | undefined;
  // Files that did not change since the bundle before are not parsed again.
  const building = await context({
    entryPoints: [fileURLToPath(new URL('./proofs/index.ts', import.meta.url))],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    plugins: [packagesAndExpectationsStayOutside, changing(() => change)],
    logLevel: 'silent',
  });
  return {
    async bundle(wanted) {
      change = wanted;
      const { outputFiles = [] } = await building.rebuild().catch(failed);
      return `data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? '').toString('base64')}`;
    },
  };
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

function changing(current: () => Change | undefined): Plugin {
  return {
    name: 'changing',
    setup({ onLoad }) {
      onLoad({ filter: /[/\\]src[/\\].*\.ts$/ }, async ({ path }) => {
        const change = current();
        if (change === undefined || path !== join(ROOT, fileOf(change))) return undefined;
        const { also = [] } = change;
        const text = await readFile(path, 'utf8');
        const contents = [change, also].flat().reduce(edited, text);
        return { contents, loader: 'ts' };
      });
    },
  };
}

function edited(text: string, { from, to = '' }: Change): string {
  const [before = '', ...after] = text.split(from);
  if (after.length !== 1)
    throw new Error(`this text stands ${after.length} times in its file, not once: ${from}`);
  return `${before}${to}${after[0]}`;
}
