/** Erased people, as their rows in the table Withheld say. */

import type { DateTime } from '../language/date-time.ts';
import { createPersonSearch, type ErasedPerson, type PersonSearch } from './person-search.ts';
import { idsIn, unreadable, type Withheld, type WithheldRow } from './withheld.ts';

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
  const { Pseudonym: pseudonym, RequestedAt: requestedAt, IdsClearedAt } = values;
  if (IdsClearedAt !== undefined) return undefined;
  const ids = idsIn(values);
  if (ids === undefined || pseudonym === undefined || requestedAt === undefined) {
    throw unreadable(rowKey, 'an erasure has Ids (a JSON array of texts), Pseudonym and RequestedAt');
  }
  return { rowKey, ids, pseudonym, requestedAt };
}

/** The erasures of one reading of the table, the latest first, with the searches made of them so far. */
interface Searches {
  readonly erasures: ReadonlyArray<Erasure>;
  readonly ofLatest: Map<number, PersonSearch>;
}

/** Many calls are stored between two readings of the table. */
const known = new WeakMap<Withheld, Searches>();

/**
 * Finds the people who are to be taken out of a call that started then, or out of what is not a call; undefined when
 * there are none.
 */
export function searchForErased(withheld: Withheld, start?: DateTime): PersonSearch | undefined {
  if (withheld.erasures.length === 0) return undefined;
  const { erasures, ofLatest } = known.get(withheld) ?? searchesOf(withheld);
  const count = start === undefined ? erasures.length : countAfter(erasures, start);
  if (count === 0) return undefined;
  const search = ofLatest.get(count) ?? createPersonSearch(erasures.slice(0, count));
  ofLatest.set(count, search);
  return search;
}

/** How many of the latest were asked for after an instant. DateTimes sort as text. */
function countAfter(erasures: ReadonlyArray<Erasure>, instant: DateTime): number {
  let [from, to] = [0, erasures.length];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    const isAfter = (erasures[middle]?.requestedAt ?? instant) > instant;
    [from, to] = isAfter ? [middle + 1, to] : [from, middle];
  }
  return from;
}

function searchesOf(withheld: Withheld): Searches {
  const erasures = withheld.erasures
    .map(erasureIn)
    .filter((erasure) => erasure !== undefined)
    .sort((a, b) => (a.requestedAt < b.requestedAt ? 1 : -1));
  const searches = { erasures, ofLatest: new Map<number, PersonSearch>() };
  known.set(withheld, searches);
  return searches;
}
