/** Withholds a stored call of which what Graph sent cannot be read: that takes its head alone. */

import { toDateTime } from '../language/date-time.ts';
import type { CallId } from '../language/identifiers.ts';
import { writableFor } from '../rows/writable-for.ts';
import { createGeneration, RANDOM_PART_LENGTH } from '../tables/generation.ts';
import { swap } from './commit-reading.ts';
import { headIn, readHeadRow } from './head.ts';
import { withheldHeadAfter } from './head-row.ts';
import { REBUILT_WITHIN_MS, type Rebuilding } from './rebuild.ts';
import { settle } from './settle.ts';
import { versionsStored } from './versions-stored.ts';

/**
 * Makes a head the next one that keeps which call it is, when it was, its version and how much Graph sent, and settles
 * it. False where another version came in between, or none is stored.
 */
export async function withholdCall(rebuilding: Rebuilding, callId: CallId): Promise<boolean> {
  const { random, door } = rebuilding;
  const store = writableFor(rebuilding.store, REBUILT_WITHIN_MS);
  const withheld = await door.read();
  const row = await readHeadRow(store, callId);
  if (row === undefined) return false;
  const previous = headIn(row);
  const { firstStartDateTime, traceparent } = previous;
  const revision = previous.generation.revision + 1;
  const generation = createGeneration(previous.generation, revision, random.hex(RANDOM_PART_LENGTH));
  const storedAt = toDateTime(store.clock.now());
  const details = {
    storedAt,
    traceparent,
    versionsStored: versionsStored(previous, { generation, storedAt }, { isFromGraph: false }),
  };
  const next = withheldHeadAfter(row, { generation, firstStartDateTime }, details);
  const head = await swap(store, callId, next, previous);
  if (head === undefined) return false;
  await settle(store, {
    callId,
    firstStartDateTime,
    readingStart: firstStartDateTime,
    attemptedBefore: true,
    withheld,
    commit: { head, users: new Map(), previous },
  });
  return true;
}
