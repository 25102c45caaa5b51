/** Writes down that somebody is to be forgotten. */

import { type DateTime, toDateTime } from '../language/date-time.ts';
import type { Random } from '../ports/random.ts';
import type { Store } from '../rows/store.ts';
import { ERASURE } from '../withheld/withheld.ts';

/** Hexadecimal digits of a pseudonym: two never meet, and none tells whose it was. */
const PSEUDONYM_DIGITS = 16;

/** Ids that belong to one person: each once, whatever its case. */
export function distinctIds(ids: ReadonlyArray<string>): ReadonlyArray<string> {
  return [...new Map(ids.map((id) => [id.toLowerCase(), id])).values()];
}

/** From now on every call that started before is stored without them. Resolves with the key of the row. */
export async function requestErasure(
  store: Store,
  random: Random,
  ids: ReadonlyArray<string>,
): Promise<string> {
  const now: DateTime = toDateTime(store.clock.now());
  const rowKey = `${ERASURE}${now}_${random.hex(4)}`;
  await store.withheld.upsert(rowKey, {
    RequestedAt: now,
    Ids: JSON.stringify(distinctIds(ids)),
    Pseudonym: `erased-${random.hex(PSEUDONYM_DIGITS)}`,
    Calls: 0,
  });
  return rowKey;
}
