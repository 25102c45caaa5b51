/** Parquet files of more rows than memory holds at once. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExportedColumns, ExportedRow } from '../../src/export/encoder.ts';
import { createParquetEncoder } from '../../src/export/parquet.ts';
import { folderWith } from '../cli/folder-with.ts';
import { askDuckDb } from './duckdb.ts';

const columns = {
  Number: { type: 'Int32', meaning: '', required: true },
  Large: { type: 'Int64', meaning: '' },
  Fraction: { type: 'Double', meaning: '' },
  Began: { type: 'DateTime', meaning: '' },
  Flag: { type: 'Boolean', meaning: '' },
  Text: { type: 'String', meaning: '' },
  Never: { type: 'String', meaning: '' },
} as const satisfies ExportedColumns;

/** Rows that come some at a time, as pages of a table do; gives the file's SQL. */
async function written(rows: ReadonlyArray<ExportedRow>): Promise<string> {
  const encoder = createParquetEncoder(columns);
  const bytes: Array<Uint8Array> = [];
  for (let from = 0; from < rows.length; from += 700) bytes.push(encoder.add(rows.slice(from, from + 700)));
  const path = join(await folderWith({}), 'rows.parquet');
  await writeFile(path, Buffer.concat([...bytes, encoder.end()]));
  return `'${path}'`;
}

async function rowsOfGroups(file: string): Promise<ReadonlyArray<number>> {
  const groups = await askDuckDb(
    `select distinct row_group_id, row_group_num_rows as rows from parquet_metadata(${file}) order by all`,
  );
  return groups.map(({ rows }) => Number(rows));
}

describe('a Parquet file of several row groups', () => {
  it('has each value in its row, and nothing where a row of the group before had something', async () => {
    const rows = Array.from({ length: 20_500 }, (_, number) => ({
      Number: number,
      // Of a column each second row, then each third one: what is absent changes from group to group.
      ...(number % (number < 10_000 ? 2 : 3) === 0 && {
        Large: 2n ** 63n - 1n - BigInt(number),
        Fraction: -number / 7,
        Began: `1969-12-31T23:59:${String(number % 60).padStart(2, '0')}.1234567Z`,
        Flag: number % 4 === 0,
        Text: `text ${number % 9}`,
      }),
    }));
    const file = await written(rows);
    expect(await rowsOfGroups(file)).toEqual([10_000, 10_000, 500]);
    const has = 'Number % if(Number < 10000, 2, 3) = 0';
    const [found] = await askDuckDb(
      `select count(*) as "rows", count(*) filter (
        (Large is not distinct from if(${has}, 9223372036854775807 - Number, null))
        and (Fraction is not distinct from if(${has}, -Number / 7, null))
        and (Began is not distinct from if(${has}, make_timestamptz((Number % 60 - 60) * 1000000 + 123456), null))
        and (Flag is not distinct from if(${has}, Number % 4 = 0, null))
        and (Text is not distinct from if(${has}, 'text ' || Number % 9, null))
        and Never is null) as "right" from ${file}`,
    );
    expect(found).toEqual({ rows: 20_500n, right: 20_500n });
  });

  it('begins a new group where the texts that differ would take too much memory', async () => {
    const long = 'x'.repeat(9_900);
    const file = await written(
      Array.from({ length: 1_000 }, (_, number) => ({ Number: number, Text: `${long} ${number}` })),
    );
    const [first = 0, ...others] = await rowsOfGroups(file);
    expect(first).toBeLessThan(410);
    expect(others).toEqual([first, 1_000 - 2 * first]);
    expect(await askDuckDb(`select count(distinct Text) as texts from ${file}`)).toEqual([{ texts: 1_000n }]);
  });
});
