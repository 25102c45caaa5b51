/** The pipeline that `npm start` runs on this machine: it leaves a file in the checkout for as long as it lives. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isLoopbackHttp } from '../../setting-formats.ts';
import { Unreachable } from '../exit.ts';

export const START_FILE = '.callrecords-start.json';

const Begun = z.object({
  schema: z.literal(1),
  /** Of the process that removes the file when it ends. */
  pid: z.number().int().positive(),
  /** `/api/status` repeats it: another program may have the process id or the port by now. */
  nonce: z.string().min(16),
});

/** What `npm start` writes while it is starting. */
const StartingStart = Begun.extend({
  /** It runs by then or has ended: another program may have its process id. */
  startingUntil: z.iso.datetime(),
});
export type StartingStart = z.output<typeof StartingStart>;

/** What it writes once its functions answer. */
const RunningStart = Begun.extend({
  statusUrl: z.string().refine(isLoopbackHttp),
  /** The app settings of the host that it runs. */
  settings: z.record(z.string(), z.string()),
  /** The start that answered in this folder before, to be asked again once this one has ended. */
  get former() {
    return RunningStart.optional();
  },
});
export type RunningStart = z.output<typeof RunningStart>;

/** Readable by its user alone. */
const StartFile = z.union([RunningStart, StartingStart]);

const ANSWER_WITHIN_MS = 10_000;

/**
 * The start that runs in this directory; undefined when none does, after saying what an earlier one left behind.
 * Rejects with Unreachable when it is starting, or does not answer in time: other settings would be about another
 * deployment.
 */
export async function findRunningStart(
  directory: string,
  say: (text: string) => void,
  answerWithinMs = ANSWER_WITHIN_MS,
): Promise<RunningStart | undefined> {
  const path = join(directory, START_FILE);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const last = startIn(text);
  // One that was killed could not give the file back to the one before it.
  for (let start = last; start !== undefined; start = 'statusUrl' in start ? start.former : undefined) {
    if (!isAlive(start.pid) || isOverdue(start)) continue;
    if (!('statusUrl' in start)) {
      throw new Unreachable('npm start is still starting. Type the same command again once it shows calls.');
    }
    if ((await nonceAt(start.statusUrl, answerWithinMs)) === start.nonce) return start;
  }
  // It is not removed here: another start may be writing its own at this moment.
  const isKilled = last === undefined || !isAlive(last.pid) || !('statusUrl' in last);
  say(
    isKilled
      ? `${START_FILE} was left by an npm start that was killed, and is ignored. The next npm start replaces it.\n`
      : `${START_FILE} is ignored: no npm start answers at ${new URL(last.statusUrl).origin}.\n`,
  );
  return undefined;
}

/** What the file says; undefined where no start wrote it. */
export function startIn(text: string): z.output<typeof StartFile> | undefined {
  try {
    return StartFile.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function isOverdue(start: RunningStart | StartingStart): boolean {
  return 'startingUntil' in start && Date.parse(start.startingUntil) < Date.now();
}

/** Another program may have the process id by now. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user may not be signalled.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function nonceAt(statusUrl: string, answerWithinMs: number): Promise<unknown> {
  try {
    const response = await fetch(statusUrl, { signal: AbortSignal.timeout(answerWithinMs) });
    return z.object({ nonce: z.unknown() }).safeParse(await response.json()).data?.nonce;
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') {
      const within = `${answerWithinMs / 1000} s`;
      throw new Unreachable(`npm start does not answer within ${within}: it is busy. Try again, or stop it.`);
    }
    return undefined;
  }
}
