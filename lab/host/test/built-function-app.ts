// A function app as it is deployed: one ESM bundle with everything in it but `@azure/functions-core`, and its settings.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface BuiltFunctionApp {
  readonly directory: string;
  /** A file of the directory that functions and test can both write. */
  path(name: string): string;
  remove(): Promise<void>;
}

const HOST_JSON = {
  version: '2.0',
  extensions: { queues: { messageEncoding: 'none', maxPollingInterval: '00:00:00.1' } },
};

/** Builds `source` (TypeScript, with the project's packages) in a directory of its own. */
export async function buildFunctionApp(
  source: string,
  values: Readonly<Record<string, string>> = {},
  hostJson: unknown = HOST_JSON,
): Promise<BuiltFunctionApp> {
  const directory = await mkdtemp(join(tmpdir(), 'function-app-'));
  const path = (name: string) => join(directory, name);
  await mkdir(path('dist'));
  await build({
    stdin: { contents: source, loader: 'ts', resolveDir: import.meta.dirname },
    outfile: path('dist/functions.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['@azure/functions-core'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'silent',
  });
  await writeFile(path('package.json'), JSON.stringify({ type: 'module', main: 'dist/functions.js' }));
  await writeFile(path('host.json'), JSON.stringify(hostJson));
  await writeFile(path('local.settings.json'), JSON.stringify({ IsEncrypted: false, Values: values }));
  return { directory, path, remove: () => rm(directory, { recursive: true, force: true }) };
}
