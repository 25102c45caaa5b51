/** Exports the day of a table service. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolder } from '../../../src/adapters/files/folder.ts';
import { keepHeapSmall } from '../../../src/adapters/small-heap.ts';
import { exportDays } from '../../../src/export/export-days.ts';
import { exportedTableNames } from '../../../src/export/exported-tables.ts';
import type { Tables } from '../../../src/ports/storage.ts';
import { storeOf } from '../account.ts';
import type { ServedDay } from '../summaries/served-day.ts';

/** Into a new folder, which is gone afterwards; `look` may see it before. */
export async function exportDay(
  served: ServedDay,
  { tables, look = async () => {} }: { tables?: Tables; look?: (folder: string) => Promise<void> } = {},
): Promise<void> {
  keepHeapSmall();
  const { day, rows } = served;
  const folder = await mkdtemp(join(tmpdir(), 'callrecords-bench-'));
  try {
    const question = {
      from: day,
      to: day,
      tables: exportedTableNames.filter((name) => name !== 'QualitySummaries'),
      kind: { format: 'parquet', excel: false, withoutPersons: false },
      isDryRun: false,
      advanced: () => undefined,
    } as const;
    for await (const { files, damage } of exportDays(
      storeOf(served, tables),
      createFolder(folder),
      question,
    )) {
      const written = files.reduce((sum, file) => sum + file.rows, 0);
      if (damage !== undefined || written !== rows) throw damage ?? new Error(`${written} rows of ${rows}`);
    }
    await look(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
