/** Erased people, as their rows in the table Withheld say. */

import { type DateTime, toDate } from '../language/date-time.ts';
import type { ErasedPerson } from './person-search.ts';
import { unreadable, type Withheld, type WithheldRow } from './withheld.ts';

/** One erasure. It concerns calls that started before it was asked. */
export interface Erasure extends ErasedPerson {
  readonly rowKey: string;
  readonly requestedAt: DateTime;
}

/**
 * The erasure in a row; undefined once its ids and its pseudonym are gone. Throws StorageFailure for a row that an
 * operator has broken: it must not let pass what it withholds.
 */
export function erasureIn({ row, values }: WithheldRow): Erasure | undefined {
  const { rowKey } = row;
  const { Ids, Pseudonym: pseudonym, RequestedAt: requestedAt, IdsClearedAt } = values;
  if (IdsClearedAt !== undefined) return undefined;
  const ids = Ids === undefined ? undefined : readIds(Ids);
  if (ids === undefined || pseudonym === undefined || requestedAt === undefined) {
    throw unreadable(rowKey, 'an erasure has Ids (a JSON array of texts), Pseudonym and RequestedAt');
  }
  return { rowKey, ids, pseudonym, requestedAt };
}

/** The people to be taken out of a call that started then. */
export function erasedFrom(withheld: Withheld, start: DateTime): ReadonlyArray<ErasedPerson> {
  if (withheld.erasures.length === 0) return [];
  return withheld.erasures
    .map(erasureIn)
    .filter((erasure) => erasure !== undefined)
    .filter(({ requestedAt }) => toDate(start) < toDate(requestedAt));
}

function readIds(text: string): ReadonlyArray<string> | undefined {
  try {
    const ids: unknown = JSON.parse(text);
    const isList = Array.isArray(ids) && ids.every((id) => typeof id === 'string' && id !== '');
    return isList ? ids : undefined;
  } catch {
    return undefined;
  }
}
