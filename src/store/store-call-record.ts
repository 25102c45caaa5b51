/** Stores one reading of a call record, and leaves the call settled. */

import type { CallRecordReading } from '../ports/graph.ts';
import type { Random } from '../ports/random.ts';
import type { Store } from '../rows/store.ts';
import { commitReading, type StoreOptions, type StoreResult } from './commit-reading.ts';
import { settleHead } from './rebuild.ts';

/**
 * Commits a reading. Where what is stored stays, an attempt before may have committed it and ended: it is settled as it
 * is by whatever settles what others have left, without those who are left out. Rejects as both do.
 */
export async function storeCallRecord(
  store: Store,
  random: Random,
  shown: CallRecordReading,
  options: StoreOptions,
): Promise<StoreResult> {
  const { found, ...result } = await commitReading(store, random, shown, options);
  if (found === undefined || !options.attemptedBefore) return result;
  const door = { read: async () => options.withheld };
  const { callId, startDateTime } = shown.record;
  await settleHead({ store, random, door }, { callId, head: found, readingStart: startDateTime });
  return result;
}
