/** The file by which `./callrecords` finds an `npm start`. */

import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  findRunningStart,
  isAlive,
  type RunningStart,
  START_FILE,
  type StartingStart,
  startIn,
} from '../../src/cli/deployment/running-start.ts';
import { MINUTE_MS } from '../../src/language/milliseconds.ts';

/** Where `./callrecords` looks for it. */
const PROJECT = new URL('../../', import.meta.url);

/** The functions are built, storage and functions started and subscribed, each within a minute at most. */
const STARTED_WITHIN_MS = 5 * MINUTE_MS;

export interface OwnStartFile {
  /** `/api/status` of this start repeats it. */
  readonly nonce: string;
  /** Another start that runs in this folder; one that is too busy to answer is not named. */
  readonly former: RunningStart | undefined;
  /** From now on commands ask this start. */
  answersAt(running: Pick<RunningStart, 'statusUrl' | 'settings'>): void;
  /**
   * Takes the file away, unless another start has written its own since. Commands ask the start again that was asked
   * before this one, if it still runs.
   */
  remove(): void;
}

/** From now on commands say that a start is starting, unless they have another one to ask. */
export async function writeStartFile(folder: URL = PROJECT): Promise<OwnStartFile> {
  const file = new URL(START_FILE, folder);
  const own = { schema: 1, pid: process.pid, nonce: randomBytes(16).toString('hex') } as const;
  const path = fileURLToPath(folder);
  let isOtherThere = false;
  const former = await findRunningStart(path, () => undefined).catch(() => {
    isOtherThere = true;
    return undefined;
  });
  const startingUntil = new Date(Date.now() + STARTED_WITHIN_MS).toISOString();
  if (former === undefined && !isOtherThere) write(file, { ...own, startingUntil });
  return {
    nonce: own.nonce,
    former,
    answersAt(running) {
      write(file, { ...own, ...running, former: otherThatRuns(startAt(file), own.nonce) });
    },
    remove() {
      const start = startAt(file);
      if (start?.nonce !== own.nonce) return;
      const former = otherThatRuns(start, own.nonce);
      if (former === undefined) rmSync(file, { force: true });
      else write(file, former);
    },
  };
}

/** Only its owner may read it: it holds the key of the storage account. */
function write(file: URL, content: RunningStart | StartingStart): void {
  // Whole at once, or a command would read half of it. The mode is that of a new file; an old one would keep its own.
  const written = new URL(`${file.href}.${content.pid}`);
  rmSync(written, { force: true });
  writeFileSync(written, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(written, file);
}

function startAt(file: URL): RunningStart | StartingStart | undefined {
  try {
    return startIn(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The first that answered and still lives, of a start and those before it. */
function otherThatRuns(
  start: RunningStart | StartingStart | undefined,
  ownNonce: string,
): RunningStart | undefined {
  if (start === undefined || !('statusUrl' in start)) return undefined;
  const isOther = start.nonce !== ownNonce && isAlive(start.pid);
  return isOther ? start : otherThatRuns(start.former, ownNonce);
}
