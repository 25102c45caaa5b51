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
  ['app.ts'],
  ['config.ts'],
  ['settings.ts'],
  ['maintain'],
  ['health'],
  ['ingest', 'reconcile', 'webhook'],
  ['subscription'],
  ['dead-letters', 'calls'],
  ['store', 'pending'],
  ['documents'],
  ['status', 'adapters'],
  ['rows'],
  ['ports'],
  ['record'],
  ['tables'],
  ['logs', 'setting-formats.ts'],
  ['language'],
];

/** What the top folders may import beside themselves. */
const TOP_FOLDERS: Readonly<Record<string, ReadonlyArray<string>>> = {
  src: [],
  // The simulated worlds follow the numbers of the app's own host.
  lab: ['src', 'host.json'],
  // Generated pages show what the laboratory proves, and rows of its simulated tenant.
  build: ['src', 'lab'],
};

const levelOf = new Map(LEVELS.flatMap((folders, level) => folders.map((folder) => [folder, level])));

/** Every import and re-export of a relative path, static or dynamic, types included. */
const IMPORT = /\b(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;

const wrong = globSync(['src/**/*.ts', 'src/**/*.tsx', 'lab/**/*.ts', 'build/**/*.ts'])
  .filter((file) => !/\.test\.tsx?$|^lab\/[\w-]+\/test\//.test(file))
  .flatMap((file) =>
    Array.from(readFileSync(file, 'utf8').matchAll(IMPORT), ([, path = '']) => join(dirname(file), path))
      .map((imported) => whatIsWrong(file, imported))
      .filter((reason) => reason !== undefined)
      .map((reason) => `${file}: ${reason}`),
  );
for (const line of wrong) process.stderr.write(`${line}\n`);
if (wrong.length > 0) {
  process.stderr.write(`${wrong.length} imports run the wrong way; build/import-rules.ts has the levels.\n`);
  process.exitCode = 1;
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
