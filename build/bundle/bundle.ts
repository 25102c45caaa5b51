/** Bundles of what users run: the function app that the Functions worker loads, and the command line. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { relative, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { thirdPartyNotices } from './third-party-notices.ts';

/**
 * Bundled CommonJS packages call `require` for Node's own modules, which an ES module does not have. Without this
 * banner the host starts with no functions at all.
 */
const REQUIRE_BANNER =
  "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);";

/**
 * To import a module of Node's as an ES module is to read all its exports, and some of them load others: node:util opens
 * stderr, node:http loads undici. That is thirty milliseconds of a cold start for nothing. `require` reads none.
 */
const builtinsByRequire: Plugin = {
  name: 'builtins-by-require',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?[a-z_]+(\/[a-z_]+)?$/ }, ({ path, kind }) => {
      const name = path.replace(/^node:/, '');
      // The banner gets `require` itself from node:module.
      const isLoadedSo =
        isBuiltin(path) && name !== 'module' && (kind === 'import-statement' || name === 'assert');
      return isLoadedSo ? { path: name, namespace: 'by-require' } : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'by-require' }, ({ path }) => ({
      contents: `module.exports = ${EXPORTS[path] ?? `require('node:${path}')`};`,
    }));
  },
};

/** Modules of Node's that load others even so, and what is exported in their place. */
const EXPORTS: Readonly<Record<string, string>> = {
  // To describe a property of util is to load it; esbuild describes those that an object has itself.
  util: "Object.create(require('node:util'))",
  // Only connections through a proxy assert anything.
  assert: "(...args) => require('node:assert')(...args)",
};

/** Checksums of uploaded blobs, in WebAssembly: an eighth of the bundle that no queue and no table ever calls. */
const withoutBlobChecksums: Plugin = {
  name: 'without-blob-checksums',
  setup({ onLoad }) {
    onLoad({ filter: /storage-common[/\\]dist[/\\]esm[/\\]crc64\.js$/ }, () => ({
      contents:
        "export default () => Promise.reject(new Error('checksums of blobs are not in this bundle'));",
    }));
  },
};

const shared = {
  bundle: true,
  // What is imported on demand (the identity library) is not read at a cold start.
  splitting: true,
  chunkNames: 'parts/[name]-[hash]',
  platform: 'node',
  format: 'esm',
  target: 'node22',
  banner: { js: REQUIRE_BANNER },
  minify: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions;

const OUT_DIRECTORY = 'dist';

/** Writes the function app to dist/, with source maps and notices. */
export async function bundleFunctions(): Promise<Metafile> {
  await rm(OUT_DIRECTORY, { recursive: true, force: true });
  await mkdir(OUT_DIRECTORY);
  const { metafile } = await build({
    ...shared,
    entryPoints: { functions: 'src/main.ts' },
    outdir: OUT_DIRECTORY,
    // Supplied by the Functions worker, and by the local host.
    external: ['@azure/functions-core'],
    plugins: [builtinsByRequire, withoutBlobChecksums],
    // Names of functions are in the source map: carrying them in the bundle costs a tenth of a cold start. Errors that
    // are told apart by name carry it themselves.
    keepNames: false,
  });
  const notices = await thirdPartyNotices(Object.keys(metafile.inputs));
  await writeFile(`${OUT_DIRECTORY}/THIRD-PARTY-NOTICES.txt`, notices);
  return metafile;
}

/** The command line, by path inside its archive, with source maps and notices. */
export async function bundleCommandLine(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { metafile, outputFiles } = await build({
    ...shared,
    entryPoints: { callrecords: 'src/cli/main.ts' },
    outdir: OUT_DIRECTORY,
    // No package.json stands beside it to say that these are modules.
    outExtension: { '.js': '.mjs' },
    write: false,
  });
  const notices = await thirdPartyNotices(Object.keys(metafile.inputs));
  return new Map([
    ...outputFiles.map(
      ({ path, contents }) => [relative(resolve('.'), path).replaceAll('\\', '/'), contents] as const,
    ),
    ['THIRD-PARTY-NOTICES.txt', Buffer.from(notices)],
  ]);
}
