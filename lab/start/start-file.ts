/** The file by which `./callrecords` finds a running `npm start`. */

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { START_FILE, type StartFile } from '../../src/cli/deployment/running-start.ts';

const FILE = new URL(`../../${START_FILE}`, import.meta.url);

/** Only its owner may read it: it holds the key of the storage account. Returns what removes it again. */
export function writeStartFile(start: Omit<StartFile, 'schema'>, file: URL = FILE): () => void {
  const content: StartFile = { schema: 1, ...start };
  // Whole at once, or a command would read half of it. The mode is that of a new file; an old one would keep its own.
  const written = new URL(`${file.href}.${start.pid}`);
  rmSync(written, { force: true });
  writeFileSync(written, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(written, file);
  return () => {
    if (isStillOurs(file, start.nonce)) rmSync(file, { force: true });
  };
}

/** Another start may have written its own since. */
function isStillOurs(file: URL, nonce: string): boolean {
  try {
    return readFileSync(file, 'utf8').includes(nonce);
  } catch {
    return false;
  }
}
