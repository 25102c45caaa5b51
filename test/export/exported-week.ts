/** A week of the simulated tenant, and `./callrecords export` of it. */

import { importExampleNetworks } from '../../build/docs/example/networks.ts';
import { type ExampleWeek, playWeek } from '../../build/docs/example/week.ts';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { type ExportedTableName, exportedTableNames } from '../../src/export/exported-tables.ts';
import type { Cell, StoredRow } from '../../src/tables/cell.ts';
import { type TestTerminal, testTerminal } from '../cli/command-in-test.ts';

export interface ExportedWeek {
  readonly week: ExampleWeek;
  readonly tables: MemoryTables;
  readonly terminal: TestTerminal;
}

/** All of its days with calls. */
const FIRST_DAY = '2026-11-20';
export const WEEK = `--from ${FIRST_DAY} --to 2026-11-25`;

let played: Promise<ExportedWeek> | undefined;

/** The same week for all tests: they only read. */
export function exportedWeek(): Promise<ExportedWeek> {
  played ??= play();
  return played;
}

async function play(): Promise<ExportedWeek> {
  const tables = createMemoryTables();
  const week = await playWeek(tables);
  await importExampleNetworks(tables, week);
  const clock = new ManualClock(`${week.today}T10:00:00Z`);
  return { week, tables, terminal: testTerminal({ tenantId: week.tenantId, clock, tables }) };
}

/** The rows that an export must have: those of the generations that heads name. */
export function currentRows(tables: MemoryTables, name: ExportedTableName): ReadonlyArray<StoredRow> {
  if (name === 'QualitySummaries') {
    // Days before are summed up, too.
    return tables.rows(name).filter(({ partitionKey }) => partitionKey.slice(-FIRST_DAY.length) >= FIRST_DAY);
  }
  const heads = new Map(tables.rows('CallRecords').map(({ cells }) => [cells.CallId?.value, cells]));
  return tables
    .rows(name)
    .filter(({ cells }) => heads.get(cells.CallId?.value)?.Generation?.value === cells.Generation?.value);
}

/** Rows of another generation beside those that are stored, as a writer leaves them that did not commit. */
export async function leaveUncommitted(tables: MemoryTables): Promise<void> {
  const Generation: Cell = { type: 'String', value: 'v9r0-000000000000' };
  for (const table of exportedTableNames) {
    if (table === 'QualitySummaries' || table === 'CallRecords') continue;
    const [row] = tables.rows(table);
    if (row === undefined) throw new Error(`${table} has no row`);
    const rowKey = row.rowKey.replace(String(row.cells.Generation?.value), Generation.value);
    await tables
      .table(table)
      .upsert({ partitionKey: row.partitionKey, rowKey, cells: { ...row.cells, Generation } });
  }
}
