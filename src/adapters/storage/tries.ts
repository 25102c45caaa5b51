/**
 * One storage request with its retries. The SDKs' own retries are switched off: they have no time limit on a single
 * try, so a connection that goes silent would hold a webhook until Graph gives up, and the queue SDK's waits (0, 4,
 * 12 s) are longer than Graph waits for an answer.
 *
 * A try whose reply was lost may have been carried out. Repeating it is harmless for everything but three: an insert
 * then finds its own row (`exists`), a replace or delete with an ETag its own change (`changed`, `missing`), and a
 * batch its own inserts or deletes. A caller that must know reads the row: a head says by its Generation who wrote it.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { RestError } from '@azure/core-rest-pipeline';
import { serviceAnswer } from './storage-failure.ts';

/** How often a request is tried, and for how long. */
export interface Tries {
  /** A try without an answer by then is given up. */
  readonly limitMilliseconds: number;
  /** The waits between the tries: one try more than there are waits. */
  readonly delaysMilliseconds: ReadonlyArray<number>;
}

/**
 * Of all that can go wrong, what may be gone a moment later.
 * https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes
 */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Sends a request until it is answered. Rejects with the last error when the tries are used up, the error will not
 * pass, or a machine that slept has let the time of all tries pass: whoever asked may not be allowed to write any more.
 * Rejects with the signal's reason as soon as that is aborted.
 */
export async function withTries<Result>(
  tries: Tries,
  request: (signal: AbortSignal) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const until = Date.now() + longestMilliseconds(tries);
  for (const wait of tries.delaysMilliseconds) {
    try {
      return await oneTry(tries.limitMilliseconds, request, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!mayPass(error) || Date.now() > until) throw error;
    }
    await delay(wait, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
  return await oneTry(tries.limitMilliseconds, request, signal);
}

function longestMilliseconds({ limitMilliseconds, delaysMilliseconds }: Tries): number {
  return delaysMilliseconds.reduce((sum, wait) => sum + wait + limitMilliseconds, limitMilliseconds);
}

async function oneTry<Result>(
  limitMilliseconds: number,
  request: (signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  const limit = setTimeout(() => controller.abort(), limitMilliseconds);
  signal?.addEventListener('abort', abort);
  try {
    return await request(controller.signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (controller.signal.aborted) {
      throw new RestError(`no answer within ${limitMilliseconds} ms`, { code: 'ETIMEDOUT' });
    }
    throw error;
  } finally {
    clearTimeout(limit);
    signal?.removeEventListener('abort', abort);
  }
}

function mayPass(error: unknown): boolean {
  const answer = serviceAnswer(error);
  if (answer === undefined) return false;
  const { status } = answer;
  // A success that is an error has an answer that cannot be read: a proxy's, or one that was cut off.
  return status === undefined || status < 300 || PASSING_STATUSES.has(status);
}
