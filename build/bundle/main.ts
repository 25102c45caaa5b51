/** `npm run build`: the ESM bundle in dist/ that the Functions worker loads, with source maps and notices. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { build, type Plugin } from 'esbuild';
import { givenToScript } from '../../lab/script.ts';
import { thirdPartyNotices } from './third-party-notices.ts';

const OUT_DIRECTORY = 'dist';
const { options } = givenToScript({
  name: 'npm run build --',
  summary: 'Bundles the function app into dist/.',
  options: { quiet: { description: 'say nothing' } },
});

/**
 * Bundled CommonJS packages call `require` for Node's own modules, which an ES module does not have. Without this
 * banner the host starts with no functions at all.
 */
const REQUIRE_BANNER =
  "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);";

/**
 * To import node:http as a module is to read all its exports, and some of them load undici: thirty milliseconds of a
 * cold start that nobody asked for. `require` reads none.
 */
const httpByRequire: Plugin = {
  name: 'http-by-require',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?https?$/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path: path.replace(/^node:/, ''), namespace: 'by-require' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'by-require' }, ({ path }) => ({
      contents: `module.exports = require('node:${path}');`,
    }));
  },
};

await rm(OUT_DIRECTORY, { recursive: true, force: true });
await mkdir(OUT_DIRECTORY);
const { metafile } = await build({
  entryPoints: { functions: 'src/main.ts' },
  outdir: OUT_DIRECTORY,
  bundle: true,
  // What is imported on demand (the identity library) is not read at a cold start.
  splitting: true,
  chunkNames: 'parts/[name]-[hash]',
  platform: 'node',
  format: 'esm',
  target: 'node22',
  // Supplied by the Functions worker, and by the local host.
  external: ['@azure/functions-core'],
  plugins: [httpByRequire],
  banner: { js: REQUIRE_BANNER },
  minify: true,
  // Names of functions are in the source map: carrying them in the bundle costs a tenth of a cold start. Errors that
  // are told apart by name carry it themselves.
  keepNames: false,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
await writeFile(
  `${OUT_DIRECTORY}/THIRD-PARTY-NOTICES.txt`,
  await thirdPartyNotices(Object.keys(metafile.inputs)),
);
if (!options.quiet) {
  for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
    console.log(`${file}  ${(bytes / 1024).toFixed(0)} KiB`);
  }
}
