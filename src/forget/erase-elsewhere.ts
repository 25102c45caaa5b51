/** Takes erased people out of what is not a call: People, dead letters, and the rows of calls that wait. */

import { bodyIn, withBody } from '../dead-letters/body.ts';
import type { DateTime } from '../language/date-time.ts';
import { comparableId } from '../language/identifiers.ts';
import type { Log } from '../logs/log.ts';
import { deletePerson, rewritePerson } from '../people/record-people.ts';
import { seenInCalls } from '../people/seen-people.ts';
import type { Store } from '../rows/store.ts';
import { isAboutTheCall } from '../store/rebuild.ts';
import type { Cell, StoredRow } from '../tables/cell.ts';
import { deadLetterSources } from '../tables/declarations/dead-letters.ts';
import { personRowKey } from '../tables/keys.ts';
import { MAX_STRING_LENGTH } from '../tables/row-limits.ts';
import { erasedMessage } from '../withheld/erased-text.ts';
import type { Erasure } from '../withheld/erasure.ts';
import { createPersonSearch, type PersonSearch } from '../withheld/person-search.ts';

/** Rows that were deleted or changed, and rows that storage would not take without the person. */
export interface ErasedRows {
  readonly changed: number;
  readonly failed: number;
  /** Of the next row, where time was over before the last. */
  readonly cursor?: string | undefined;
}

/**
 * Goes on from a cursor until that instant. Where one row fails the others go on. Rejects when storage fails.
 */
export async function eraseElsewhere(
  store: Store,
  log: Log,
  erasure: Erasure,
  { from, until }: { readonly from: string | undefined; readonly until: Date },
): Promise<ErasedRows> {
  const search = createPersonSearch([erasure]);
  let { changed, failed } = await deletePeople(store, erasure.ids, erasure.requestedAt);
  for await (const read of rowsElsewhere(store, from)) {
    if (store.clock.now() >= until) return { changed, failed, cursor: cursorAt(read) };
    const without = rowWithout(read, { search, ids: erasure.ids });
    if (without === undefined) continue;
    const { table, row, cells } = without;
    try {
      if (cells === undefined) await store.table(table).delete(row, row.etag);
      else await store.table(table).replace({ ...row, cells }, row.etag);
      changed += 1;
    } catch (error) {
      if (!isAboutTheCall(error)) throw error;
      failed += 1;
      log.error('rowNotErased', { table, row: search.withoutIds(row.rowKey), error: error.name });
    }
  }
  return { changed, failed };
}

/**
 * Takes people out of the table by which they are found by name. With `keptSince`, somebody who takes part in calls that
 * started at that instant or later stays, and is found by what those calls show alone.
 */
export async function deletePeople(
  store: Store,
  ids: ReadonlyArray<string>,
  keptSince?: DateTime,
): Promise<ErasedRows> {
  let changed = 0;
  for (const id of ids) {
    const row = await store.people.get(personRowKey(id));
    if (row === undefined) continue;
    const known = store.people.valuesIn(row);
    if (known === undefined || keptSince === undefined || (known.LastSeenAt ?? '') < keptSince)
      await deletePerson(store, row);
    else if (!(await rewritePerson(store, row, () => seenInCalls(store, known, keptSince)))) continue;
    changed += 1;
  }
  return { changed, failed: 0 };
}

interface Erasing {
  readonly search: PersonSearch;
  readonly ids: ReadonlyArray<string>;
}

/** A row that names the person, and its cells without; no cells: it is to be deleted. */
interface RowWithout {
  readonly table: 'PendingCallRecords' | 'DeadLetters';
  readonly row: StoredRow;
  readonly cells: StoredRow['cells'] | undefined;
}

/** The waiting calls and dead letters that name somebody. */
export async function* rowsWithout(store: Store, erasing: Erasing): AsyncGenerator<RowWithout> {
  for await (const read of rowsElsewhere(store)) {
    const without = rowWithout(read, erasing);
    if (without !== undefined) yield without;
  }
}

const SOURCES = ['pending', ...deadLetterSources] as const;

/** A waiting call or a dead letter. */
interface RowElsewhere {
  readonly source: (typeof SOURCES)[number];
  readonly row: StoredRow;
}

/** By which `rowsElsewhere` begins with this row. A space tells it from the id of a call. */
function cursorAt({ source, row }: RowElsewhere): string {
  return `${source} ${row.rowKey}`;
}

export function isCursorElsewhere(cursor: string | undefined): boolean {
  return cursor?.includes(' ') ?? false;
}

async function* rowsElsewhere(store: Store, from = ''): AsyncGenerator<RowElsewhere> {
  const first = SOURCES.findIndex((source) => from.startsWith(`${source} `));
  for (const source of SOURCES.slice(Math.max(0, first))) {
    const rows = source === 'pending' ? store.pending : store.deadLetters(source);
    const query = source === SOURCES[first] ? { rowKeyFrom: from.slice(source.length + 1) } : {};
    for await (const page of rows.query(query)) for (const row of page) yield { source, row };
  }
}

/** Undefined for one that does not name the person. */
function rowWithout({ source, row }: RowElsewhere, erasing: Erasing): RowWithout | undefined {
  if (source !== 'pending') {
    const cells = letterWithout(row.cells, erasing);
    return cells && { table: 'DeadLetters', row, cells };
  }
  const { search } = erasing;
  const table = 'PendingCallRecords';
  // Somebody has typed the id of a user where that of a call was due.
  if (search.withoutIds(row.rowKey) !== row.rowKey) return { table, row, cells: undefined };
  const cells = cellsWithout(row.cells, search);
  return cells && { table, row, cells };
}

/** An id can stand across the cells of a body, and a body is cut where pseudonyms make it longer than they hold. */
function letterWithout(cells: StoredRow['cells'], { search, ids }: Erasing): StoredRow['cells'] | undefined {
  const { text, missing } = bodyIn(cells);
  const { text: erased, people } = erasedMessage(text, search);
  const kept = missing > 0 ? withoutBeginning(erased, ids) : erased;
  const others = cellsWithout(cells, people.all);
  return kept === text ? others : withBody(others ?? cells, kept, erased.length + missing);
}

/** Fewer characters of an id tell nobody from others. */
const SHORTEST_BEGINNING = 4;

/** A text that was cut, without the beginning of an id at its end. */
function withoutBeginning(text: string, ids: ReadonlyArray<string>): string {
  const forms = ids.flatMap((id) => [id, encodeURIComponent(id)]).map(comparableId);
  const longest = Math.max(...forms.map(({ length }) => length));
  const end = comparableId(text.slice(-longest));
  for (let length = longest - 1; length >= SHORTEST_BEGINNING; length -= 1) {
    if (forms.some((form) => form.length > length && end.endsWith(form.slice(0, length))))
      return text.slice(0, -length);
  }
  return text;
}

/** Undefined where none of them names the person. */
function cellsWithout(cells: StoredRow['cells'], search: PersonSearch): StoredRow['cells'] | undefined {
  let isChanged = false;
  const without = Object.entries(cells).flatMap(([name, cell]): ReadonlyArray<readonly [string, Cell]> => {
    const value = cell.type === 'String' || cell.type === 'Guid' ? search.withoutIds(cell.value) : cell.value;
    if (value === cell.value) return [[name, cell]];
    isChanged = true;
    return cell.type === 'String' ? [[name, { type: 'String', value: fitting(String(value)) }]] : [];
  });
  return isChanged ? Object.fromEntries(without) : undefined;
}

/** Pseudonyms are longer than most ids. */
function fitting(text: string): string {
  return text.length <= MAX_STRING_LENGTH ? text : `${text.slice(0, MAX_STRING_LENGTH - 1).toWellFormed()}…`;
}
