/** Every exported table, read back by another program. */

import { beforeAll, describe, expect, it } from 'vitest';
import { BUILDINGS } from '../../lab/graph/office/buildings.ts';
import {
  type ExportedTableName,
  exportedColumns,
  exportedTableNames,
} from '../../src/export/exported-tables.ts';
import { type FileFormat, fileFormats } from '../../src/export/formats.ts';
import type { Cell, EdmType, StoredRow } from '../../src/tables/cell.ts';
import { tables } from '../../src/tables/declarations/index.ts';
import { folderWith } from '../cli/folder-with.ts';
import { askDuckDb } from './duckdb.ts';
import { currentRows, type ExportedWeek, exportedWeek, leaveUncommitted, WEEK } from './exported-week.ts';

let world: ExportedWeek;

beforeAll(async () => {
  world = await exportedWeek();
  await leaveUncommitted(world.tables);
});

/** How many cells a column has, and what they come to: texts in bytes, instants in microseconds since 1970. */
interface Sum {
  readonly cells: number;
  readonly sum: number;
}

function sumOf(rows: ReadonlyArray<StoredRow>, column: string, isEmptyText: (cell: Cell) => boolean): Sum {
  const cells = rows.flatMap(({ cells }) => cells[column] ?? []).filter((cell) => !isEmptyText(cell));
  return { cells: cells.length, sum: cells.reduce((sum, cell) => sum + sizeOf(cell), 0) };
}

function sizeOf(cell: Cell): number {
  switch (cell.type) {
    case 'Int32':
    case 'Double':
      return cell.value;
    case 'Int64':
      return Number(cell.value);
    case 'Boolean':
      return cell.value ? 1 : 0;
    case 'DateTime':
      return Math.floor(Date.parse(cell.value) / 1_000);
    case 'String':
    case 'Guid':
      return Buffer.byteLength(cell.value);
    case 'Binary':
      return cell.value.byteLength;
  }
}

/** The same in SQL. Text formats are read as text, and cast here. */
function sumSql(column: string, type: EdmType, format: FileFormat): string {
  const cast = (name: string) => (format === 'parquet' ? `"${column}"` : `cast("${column}" as ${name})`);
  switch (type) {
    case 'Int32':
      return cast('integer');
    case 'Int64':
      return cast('bigint');
    case 'Double':
      return cast('double');
    case 'Boolean':
      return `cast(${cast('boolean')} as integer)`;
    case 'DateTime':
      return `floor(epoch(${cast('timestamptz')}))`;
    case 'String':
    case 'Guid':
      return `strlen("${column}")`;
    case 'Binary':
      return `octet_length("${column}")`;
  }
}

function fileSql(folder: string, table: ExportedTableName, format: FileFormat): string {
  const path = `'${folder}/${table}/*/*.${format}'`;
  const columns = Object.keys(exportedColumns(table, false)).map((name) => `'${name}': 'varchar'`);
  switch (format) {
    case 'parquet':
      return `read_parquet(${path}, hive_partitioning = true)`;
    case 'csv':
      return `read_csv(${path}, all_varchar = true, header = true)`;
    case 'jsonl':
      return `read_json(${path}, format = 'newline_delimited', columns = {${columns.join()}})`;
  }
}

describe.each(fileFormats)('an export as %s', (format) => {
  it('has every current row with every cell, and no other row, as DuckDB reads it', async () => {
    const folder = await folderWith({});
    const { code, err } = await world.terminal.run(`export ${WEEK} --format ${format} --out ${folder}`);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const table of exportedTableNames) {
      const rows = currentRows(world.tables, table);
      const stored = Object.entries(exportedColumns(table, false)).filter(
        ([name]) => name in tables[table].columns,
      );
      const sums = stored.map(
        ([name, { type }]) =>
          `count("${name}") as "n ${name}", sum(${sumSql(name, type, format)}) as "${name}"`,
      );
      const [found] = await askDuckDb(
        `select count(*) as "rows", ${sums.join()} from ${fileSql(folder, table, format)}`,
      );
      expect(Number(found?.rows), table).toBe(rows.length);
      for (const [name] of stored) {
        // CSV cannot tell an empty text from none.
        const expected = sumOf(rows, name, ({ value }) => format === 'csv' && value === '');
        expect(Number(found?.[`n ${name}`]), `${table}.${name}`).toBe(expected.cells);
        if (expected.cells === 0) continue;
        expect(Number(found?.[name]) / (expected.sum || 1), `${table}.${name}`).toBeCloseTo(
          expected.sum === 0 ? 0 : 1,
          9,
        );
      }
    }
  });
});

describe('an export as parquet', () => {
  it('has date-times as instants in UTC, whole numbers as such, and the rest of each day in one file', async () => {
    const folder = await folderWith({});
    await world.terminal.run(`export ${WEEK} --format parquet --out ${folder}`);
    const columns = await askDuckDb(`describe select * from '${folder}/MediaStreams/*/part-0.parquet'`);
    const types = Object.fromEntries(
      columns.map(({ column_name, column_type }) => [column_name, column_type]),
    );
    expect(types).toMatchObject({
      CallStartDateTime: 'TIMESTAMP WITH TIME ZONE',
      Version: 'BIGINT',
      SessionOrdinal: 'INTEGER',
      AverageJitterSeconds: 'DOUBLE',
      WasMediaBypassed: 'BOOLEAN',
      CallId: 'VARCHAR',
      CallerBuilding: 'VARCHAR',
      day: 'DATE',
    });
    expect(
      await askDuckDb(`select distinct compression from parquet_metadata('${folder}/*/*/*.parquet')`),
    ).toEqual([{ compression: 'SNAPPY' }]);
  });

  it('names the building of each end that is in the building file', async () => {
    const folder = await folderWith({});
    await world.terminal.run(
      `export ${WEEK} --format parquet --out ${folder} --table MediaStreams,QualitySummaries`,
    );
    const pairs = await askDuckDb(`
      select distinct CallerSubnet as subnet, CallerBuilding as building
      from '${folder}/MediaStreams/*/*.parquet'
      where CallerIdentityTenantId = '${world.week.tenantId}' and CallerSubnet is not null`);
    const networks = BUILDINGS.flatMap(({ name, networks }) =>
      networks.map(({ address }) => [address, name] as const),
    );
    const buildings = new Map(networks);
    const listed = pairs.filter(({ subnet }) => buildings.has(String(subnet)));
    expect(listed.length).toBeGreaterThan(3);
    for (const { subnet, building } of listed) expect(building).toBe(buildings.get(String(subnet)));
    const [summed] = await askDuckDb(
      `select count(Building) as rows from '${folder}/QualitySummaries/*/*.parquet' where Dimension = 'network'`,
    );
    expect(Number(summed?.rows)).toBeGreaterThan(2);
  });
});
