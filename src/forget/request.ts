/** Writes down that somebody is to be forgotten, that calls are to be excluded, and that they no longer are. */

import { type DateTime, toDateTime } from '../language/date-time.ts';
import { comparableId } from '../language/identifiers.ts';
import type { Random } from '../ports/random.ts';
import type { Store } from '../rows/store.ts';
import { type Exclusion, type ExclusionKind, exclusionIn } from '../withheld/exclusion.ts';
import { newPseudonym } from '../withheld/pseudonym.ts';
import { ERASURE, EXCLUSION, readWithheld, valuesOfRow } from '../withheld/withheld.ts';

/** Ids that belong to one person: each once, whatever its case. */
export function distinctIds(ids: ReadonlyArray<string>): ReadonlyArray<string> {
  return [...new Map(ids.map((id) => [comparableId(id), id])).values()];
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
    Pseudonym: newPseudonym(random),
    Calls: 0,
  });
  return rowKey;
}

/** From a minute from now on, such calls are withheld. Resolves with the key of the row. */
export async function requestExclusion(
  store: Store,
  random: Random,
  { kind, ids }: { readonly kind: ExclusionKind; readonly ids: ReadonlyArray<string> },
): Promise<string> {
  const now: DateTime = toDateTime(store.clock.now());
  const rowKey = `${EXCLUSION}${now}_${random.hex(4)}`;
  await store.withheld.upsert(rowKey, {
    RequestedAt: now,
    Excludes: kind,
    Ids: JSON.stringify(distinctIds(ids)),
    Calls: 0,
  });
  return rowKey;
}

/** The exclusion that applies already and covers all of these ids; undefined where there is none. */
export async function exclusionOf(
  store: Store,
  kind: ExclusionKind,
  ids: ReadonlyArray<string>,
): Promise<Exclusion | undefined> {
  const { exclusions } = await readWithheld(store);
  return exclusions.map(exclusionIn).find((exclusion) => {
    const known = new Set(exclusion?.ids.map(comparableId));
    return exclusion?.kind === kind && ids.every((id) => known.has(comparableId(id)));
  });
}

/**
 * Lifts an exclusion, whose ids go from its row at once. `lifted`: it was lifted before. `unknown`: there is none in such
 * a row.
 */
export async function liftExclusion(store: Store, rowKey: string): Promise<'done' | 'lifted' | 'unknown'> {
  if (!rowKey.startsWith(EXCLUSION)) return 'unknown';
  return await store.withheld.update<'done' | 'lifted' | 'unknown'>(rowKey, (row) => {
    if (row === undefined) return { result: 'unknown' };
    const { Ids: _ids, FinishedAt: _finishedAt, ...kept } = valuesOfRow(store, row);
    if (kept.LiftedAt !== undefined) return { result: 'lifted' };
    return { write: { ...kept, LiftedAt: toDateTime(store.clock.now()) }, result: 'done' };
  });
}
