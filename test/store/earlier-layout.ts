/** Calls as a program of an earlier layout left them, and the run that rebuilds them. */

import { CHANGED_TABLES, ofEarlierRelease } from '../../lab/storage/earlier-release.ts';
import type { MemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { type Day, parseDay } from '../../src/language/day.ts';
import { createStore, type Store } from '../../src/rows/store.ts';
import {
  type RebuildCounts,
  type Rebuilding,
  type RebuildProgress,
  rebuild,
} from '../../src/store/rebuild.ts';
import {
  callQualityColumns,
  streamCountColumns,
  streamQualityColumns,
} from '../../src/tables/columns/quality.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';
import { createDoor } from '../../src/withheld/door.ts';
import type { SimulatedStore } from './simulated-store.ts';

/** The day of the simulated calls. */
export const TODAY = day('2026-11-23');

export const SILENT: RebuildProgress = { advanced() {}, finished() {}, failed() {} };

export function day(text: string): Day {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new Error(`${text} is not a day`);
  return parsed;
}

/** Makes all rows what an earlier release would have stored: without the columns of quality and the versions of a head. */
export async function makeOld(tables: MemoryTables): Promise<void> {
  await takeAway(tables, 'MediaStreams', streamQualityColumns);
  await takeAway(tables, 'Sessions', streamCountColumns);
  await takeAway(tables, 'CallRecords', { ...callQualityColumns, VersionsStored: undefined });
  await takeAway(tables, 'CallsByDay', callQualityColumns);
  for (const name of CHANGED_TABLES) {
    const table = tables.table(name);
    for (const row of tables.rows(name)) {
      await table.delete(row);
      await table.upsert(ofEarlierRelease(name, row));
    }
  }
}

async function takeAway(tables: MemoryTables, table: TableName, columns: object): Promise<void> {
  for (const row of tables.rows(table)) {
    const cells = Object.fromEntries(Object.entries(row.cells).filter(([column]) => !(column in columns)));
    await tables.table(table).upsert({ ...row, cells });
  }
}

/** What a rebuild of this store works with. */
export function rebuilding(store: Store): Rebuilding {
  return { store, random: systemRandom, door: createDoor(store) };
}

/** Rebuilds the calls of today, in the store's own tables or through those that a test watches. */
export function rebuildToday(store: SimulatedStore, tables = store.tables): Promise<RebuildCounts> {
  return rebuild(rebuilding(createStore({ ...store, tables })), { from: TODAY, to: TODAY }, SILENT);
}
