/** A folder whose days were exported by releases with other columns. */

import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exportedColumns } from '../../src/export/exported-tables.ts';
import { testTerminal } from '../cli/command-in-test.ts';
import { folderWith } from '../cli/folder-with.ts';
import { createSimulatedStore } from '../store/simulated-store.ts';
import { askDuckDb } from './duckdb.ts';

const [EARLIER, LATER] = ['2026-11-22', '2026-11-23'];

/** Both, and not only one, have a value in every row. */
const [KEPT, CHANGED] = ['SessionId', 'CallerIdentityId'];

async function exportingTwoDays(format: string) {
  const store = createSimulatedStore();
  for (const day of [EARLIER, LATER]) {
    await store.store(store.startCall({ kind: 'meeting', endedAt: new Date(`${day}T08:00:00Z`) }));
  }
  const folder = await folderWith({});
  const terminal = testTerminal(store);
  const exported = (from: string, options: string, out = folder) =>
    terminal.run(`export --from ${from} --to ${LATER} --out ${out} --format ${format}${options}`);
  return { folder, exported };
}

it.each([
  ['parquet', 'more', ' --without-persons', ''],
  ['parquet', 'fewer', '', ' --without-persons'],
  ['csv', 'more', ' --without-persons', ''],
  ['csv', 'fewer', '', ' --without-persons'],
])(
  'a day of %s is written anew with %s columns when it is asked for, and tools read the other days beside it',
  async (format, change, before, after) => {
    const { folder, exported } = await exportingTwoDays(format);
    await exported(EARLIER, before);
    // A release that knows other columns would write the days of this kind; the folder is to hold both.
    const other = await folderWith({});
    await exported(LATER, after, other);
    await copyFile(join(other, '_export.json'), join(folder, '_export.json'));
    const { code, out } = await exported(LATER, after);
    expect(code).toBe(0);
    expect(out).toContain('5 written');
    const rows = (day: string, options: string) =>
      `read_${format}('${folder}/Sessions/day=${day}/*.${format}', ${options})`;
    const described = await askDuckDb(`describe from ${rows(LATER, 'hive_partitioning = false')}`);
    expect(described.map(({ column_name }) => column_name)).toEqual(
      Object.keys(exportedColumns('Sessions', after !== '')),
    );
    const found = await askDuckDb(
      `select day::varchar as day, count(${KEPT}) > 0 as kept, count(${CHANGED}) > 0 as changed
        from ${rows('*', 'union_by_name = true')} group by day order by day`,
    );
    expect(found).toEqual([
      { day: EARLIER, kept: true, changed: change === 'fewer' },
      { day: LATER, kept: true, changed: change === 'more' },
    ]);
    const [, earlier, later] = (await exported(EARLIER, after)).out.split('\n');
    expect(earlier).toMatch(/2026-11-22.* 5 written/);
    expect(later).toMatch(/2026-11-23.* 5 unchanged/);
  },
);
