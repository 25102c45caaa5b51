/** Holds imports to the layout: inside src from a folder to lower ones only, types included; elsewhere by top folder. */

import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folders of src, the highest level first. A level imports lower ones only; folders of one level are neighbours and
 * never import each other.
 */
const LEVELS: ReadonlyArray<ReadonlyArray<string>> = [
  ['main.ts'],
  ['functions', 'cli'],
  ['page'],
  ['app.ts'],
  ['config.ts'],
  ['settings.ts'],
  ['maintain', 'export', 'retention'],
  ['forget', 'summaries', 'failures', 'told'],
  ['health', 'networks', 'people'],
  ['ingest', 'reconcile', 'webhook'],
  ['subscription'],
  ['dead-letters', 'calls'],
  ['store', 'pending'],
  ['documents', 'withheld'],
  ['status', 'adapters'],
  ['rows'],
  ['ports'],
  ['record', 'classify'],
  ['tables'],
  ['logs', 'setting-formats.ts'],
  ['wording'],
  ['language'],
];

/** What the top folders may import beside themselves. */
const TOP_FOLDERS: Readonly<Record<string, ReadonlyArray<string>>> = {
  // The command says which release it is.
  src: ['package.json'],
  // The simulated worlds follow the numbers of the app's own host.
  lab: ['src', 'host.json'],
  // Generated pages show what the laboratory proves, and rows of its simulated tenant.
  build: ['src', 'lab'],
};

const levelOf = new Map(LEVELS.flatMap((folders, level) => folders.map((folder) => [folder, level])));

/**
 * Every import and re-export, static or dynamic, types included; what is imported is in one kind of quotes or none. A
 * statement begins its line: texts have these words, too.
 */
const IMPORT =
  /(?:^(?:import|export)\b[^'"`;]*?\bfrom\s*(?=['"])|^import\s*(?=['"])|(?<![.\w'"`])import\s*(?=\())\(?\s*(?:'([^']+)'|([^\s;]*))/gm;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*/gm;

/** What runs in production may use these alone. */
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>;
};
/** Supplied by the Functions worker. */
const PROVIDED = ['@azure/functions-core'];

const wrong = globSync(['src/**/*.{ts,mts,cts,tsx}', 'lab/**/*.{ts,mts}', 'build/**/*.{ts,mts}'])
  .filter((file) => !/\.test\.tsx?$|^lab\/[\w-]+\/test\//.test(file))
  .flatMap((file) =>
    Array.from(readFileSync(file, 'utf8').replaceAll(COMMENT, '').matchAll(IMPORT), ([, path, other = '']) =>
      path === undefined ? computed(file, other) : wrongIn(file, path),
    )
      .filter((reason) => reason !== undefined)
      .map((reason) => `${file}: ${reason}`),
  );
for (const line of wrong) process.stderr.write(`${line}\n`);
if (wrong.length > 0) {
  process.stderr.write(`${wrong.length} imports run the wrong way; build/import-rules.ts has the levels.\n`);
  process.exitCode = 1;
}

/** A path that only running shows can lead anywhere; the laboratory loads copies of the program by one. */
function computed(file: string, path: string): string | undefined {
  return file.startsWith('src/') ? `imports ${path}, which is not a path in single quotes` : undefined;
}

function wrongIn(file: string, path: string): string | undefined {
  if (path.startsWith('.')) return whatIsWrong(file, join(dirname(file), path));
  const name = path.split('/', path.startsWith('@') ? 2 : 1).join('/');
  const isOurs =
    !file.startsWith('src/') || path.startsWith('node:') || name in dependencies || PROVIDED.includes(name);
  return isOurs
    ? undefined
    : `src/ must not import ${name}, which is not among the dependencies in package.json`;
}

function whatIsWrong(file: string, imported: string): string | undefined {
  const [top = '', folder = ''] = file.split('/');
  const [importedTop = '', importedFolder = ''] = imported.split('/');
  if (top !== importedTop) {
    const allowed = TOP_FOLDERS[top]?.includes(importedTop) ?? false;
    return allowed ? undefined : `${top}/ must not import ${imported}`;
  }
  if (top !== 'src' || folder === importedFolder) return undefined;
  const level = levelOf.get(folder);
  const importedLevel = levelOf.get(importedFolder);
  if (level === undefined) return `src/${folder} has no level`;
  if (importedLevel === undefined) return `src/${importedFolder} has no level`;
  if (importedLevel > level) return undefined;
  return `src/${folder} must not import src/${importedFolder}, which is ${importedLevel === level ? 'a neighbour' : 'above it'} (${imported})`;
}
