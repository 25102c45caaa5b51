/** Files in a folder of this machine. */

import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HOUR_MS } from '../../language/milliseconds.ts';
import { type Files, FilesFailure, type NewFile } from '../../ports/files.ts';

/** What tools that read the folder pass over: the name begins with `_`, and its end is not that of a format. */
const UNFINISHED = '.unfinished';

/** A run that lives writes more often. */
const ABANDONED_AFTER_MS = HOUR_MS;

/** Of this process: they go with it when the user presses Ctrl-C. */
const own = new Set<string>();

function removeOwn(): void {
  for (const path of own) rmSync(path, { force: true });
  process.kill(process.pid, 'SIGINT');
}

function begin(unfinished: string): void {
  if (own.size === 0) process.once('SIGINT', removeOwn);
  own.add(unfinished);
}

function end(unfinished: string): void {
  own.delete(unfinished);
  if (own.size === 0) process.off('SIGINT', removeOwn);
}

/** The folder and those below it are made as they are needed. */
export function createFolder(root: string): Files {
  const place = (path: string) => join(root, ...path.split('/'));
  return {
    version: (path) =>
      asked(path, async () => {
        await removeAbandoned(dirname(place(path)));
        return await versionOf(place(path));
      }),
    readText: (path) => asked(path, async () => await unlessMissing(readFile(place(path), 'utf8'))),
    create: (path) => asked(path, async () => await createFile(path, place(path))),
    remove: (path) => asked(path, async () => await rm(place(path), { force: true })),
  };
}

async function versionOf(target: string): Promise<string | undefined> {
  const found = await unlessMissing(stat(target));
  return found && `${found.size} bytes, ${found.mtimeMs}`;
}

/**
 * Written beside its place and then renamed, so that readers see the file before it or all of it. Of two that meet the
 * last one stays, whatever it was to replace.
 */
async function createFile(path: string, target: string): Promise<NewFile> {
  const directory = dirname(target);
  await makeFolder(directory);
  await removeAbandoned(directory);
  const unfinished = join(directory, `_${basename(target)}.${randomUUID()}${UNFINISHED}`);
  begin(unfinished);
  const file = await open(unfinished, 'wx').catch((error: unknown) => {
    end(unfinished);
    throw error;
  });
  return {
    write: (bytes) => asked(path, async () => await file.appendFile(bytes)),
    commit: () =>
      asked(path, async () => {
        await file.sync();
        await file.close();
        await rename(unfinished, target);
        end(unfinished);
        return (await versionOf(target)) ?? '';
      }),
    discard: () =>
      asked(path, async () => {
        await file.close();
        await rm(unfinished, { force: true });
        end(unfinished);
      }),
  };
}

/**
 * With those above it. Node's own option `recursive` never ends where a folder takes none and says that it is missing, as
 * /proc does and folders that are mounted when they are asked for.
 */
async function makeFolder(directory: string): Promise<void> {
  const above = dirname(directory);
  if ((await unlessMissing(stat(directory))) !== undefined) return;
  if (above !== directory) await makeFolder(above);
  await mkdir(directory).catch((error: unknown) => {
    // Another run may have made it meanwhile.
    if (codeOf(error) !== 'EEXIST') throw error;
  });
}

/** What a run has left that was killed: it may name somebody who was erased since. */
async function removeAbandoned(directory: string): Promise<void> {
  for (const name of (await unlessMissing(readdir(directory))) ?? []) {
    if (!name.endsWith(UNFINISHED)) continue;
    const unfinished = join(directory, name);
    const found = await unlessMissing(stat(unfinished));
    if (found !== undefined && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS)
      await rm(unfinished, { force: true });
  }
}

async function unlessMissing<Result>(result: Promise<Result>): Promise<Result | undefined> {
  try {
    return await result;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function asked<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    throw new FilesFailure(`${path}: ${code}`, { code });
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
