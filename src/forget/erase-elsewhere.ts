/** Takes erased people out of what is not a call: People, dead letters, and the rows of calls that wait. */

import { forgetPerson } from '../people/record-people.ts';
import type { Table } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import type { Cell, StoredRow } from '../tables/cell.ts';
import { deadLetterSources } from '../tables/declarations/dead-letters.ts';
import { personRowKey } from '../tables/keys.ts';
import type { Erasure } from '../withheld/erasure.ts';
import { createPersonSearch, type PersonSearch } from '../withheld/person-search.ts';

/** Resolves with how many rows were deleted or changed. */
export async function eraseElsewhere(store: Store, erasure: Erasure): Promise<number> {
  let changed = await forgetPeople(store, erasure.ids);
  const search = createPersonSearch([erasure]);
  changed += await eraseRows(store.table('PendingCallRecords'), store.pending.query(), search);
  for (const source of deadLetterSources) {
    changed += await eraseRows(store.table('DeadLetters'), store.deadLetters(source).query(), search);
  }
  return changed;
}

/** Takes people out of the table by which they are found by name. Resolves with how many there were. */
export async function forgetPeople(store: Store, ids: ReadonlyArray<string>): Promise<number> {
  let changed = 0;
  for (const id of ids) {
    const row = await store.people.get(personRowKey(id));
    if (row === undefined) continue;
    await forgetPerson(store, row);
    changed += 1;
  }
  return changed;
}

async function eraseRows(
  table: Table,
  pages: AsyncIterable<ReadonlyArray<StoredRow>>,
  search: PersonSearch,
): Promise<number> {
  let changed = 0;
  for await (const page of pages) {
    for (const row of page) {
      const cells = erasedCells(row.cells, search);
      if (cells === undefined) continue;
      await table.replace({ ...row, cells }, row.etag);
      changed += 1;
    }
  }
  return changed;
}

function erasedCells(cells: StoredRow['cells'], search: PersonSearch): StoredRow['cells'] | undefined {
  const changed = Object.entries(cells).flatMap(([name, cell]): ReadonlyArray<readonly [string, Cell]> => {
    if (cell.type !== 'String') return [];
    const value = search.withoutIds(cell.value);
    return value === cell.value ? [] : [[name, { type: 'String', value }]];
  });
  return changed.length === 0 ? undefined : { ...cells, ...Object.fromEntries(changed) };
}
