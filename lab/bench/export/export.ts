/** What exporting a day takes: requests, memory, time beside a bare loop of the same requests, and bytes beside DuckDB's. */

import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { bareLoopOf } from '../bare-loop.ts';
import { type Count, comparisonTable, countTable } from '../findings.ts';
import { memoryOf } from '../memory.ts';
import { outgoingRequests } from '../outgoing-requests.ts';
import { endpoint } from '../pipeline.ts';
import { compare, inRounds } from '../rounds.ts';
import { MOST_BYTES_OVER_IDLE, type ServedDay } from '../summaries/served-day.ts';
import { withService } from '../summaries/with-service.ts';
import { timesOf } from '../times-of.ts';
import type { Measurement } from '../workbench.ts';
import { exportDay } from './export-day.ts';

/** A million rows are read five times for one round: to see the memory, to count requests, to write them down, by the export, by the loop. */
const DAYS = [
  { calls: 500, rounds: 7 },
  { calls: 10_000, rounds: 1 },
];

/** Each call's head and four tables. */
const REQUESTS_OF_A_CALL = 5;

/** A larger call has several pages. */
const ROWS_OF_A_PAGE = 250;

/** The hours of Coverage, the building files and what is withheld. */
const OTHER_REQUESTS = 3;

export const exporting: Measurement = {
  name: 'export',
  title: 'Exporting a day',
  async run({ rounds }) {
    const measured = [];
    for (const { calls, rounds: most } of DAYS) {
      measured.push(await withService(calls, ({ served }) => measure(calls, served, Math.min(rounds, most))));
    }
    return [
      comparisonTable(
        'bare loop',
        measured.map(({ comparison }) => comparison),
      ),
      comparisonTable(
        'DuckDB',
        measured.flatMap(({ sizes }) => sizes),
      ),
      countTable(measured.flatMap(({ counts }) => counts)),
    ];
  },
};

async function measure(calls: number, served: ServedDay, rounds: number) {
  const { overIdleBytes } = await memoryOf('export', served);
  const address = endpoint(served.connectionString, 'Table');
  let sizes: Awaited<ReturnType<typeof sizesIn>> = { ours: 0, bare: 0 };
  const requests = await outgoingRequests([address], () =>
    exportDay(served, {
      look: async (folder) => {
        sizes = await sizesIn(folder);
      },
    }),
  );
  const loop = await bareLoopOf(served.connectionString, (tables) => exportDay(served, { tables }));
  const turn = (work: () => Promise<unknown>) => async () => {
    const { ms } = await timesOf(work);
    return { rate: served.rows / (ms / 1_000) };
  };
  const contenders = { export: turn(() => exportDay(served)), loop: turn(loop) };
  const compared = await inRounds(rounds, contenders, rounds > 1 ? 1 : 0);
  const what = `${calls} calls, ${served.rows} rows`;
  const counts: ReadonlyArray<Count> = [
    [
      `${calls} calls`,
      'requests',
      requests.length,
      REQUESTS_OF_A_CALL * calls +
        Math.ceil(calls / 1_000) +
        OTHER_REQUESTS +
        Math.floor(served.rows / ROWS_OF_A_PAGE),
    ],
    [`${calls} calls, peak memory over idle`, 'bytes', overIdleBytes, MOST_BYTES_OVER_IDLE],
  ];
  const comparison = compare(compared, {
    what,
    unit: 'per second',
    figure: 'rate',
    ours: 'export',
    bare: 'loop',
    aim: 'at least 0.70',
  });
  const { ours, bare } = sizes;
  return { comparison, counts, sizes: [{ what, unit: 'bytes' as const, ours, bare, ratios: [ours / bare] }] };
}

/** The bytes of all files, and those of the same rows as DuckDB writes them, by Snappy as well. */
async function sizesIn(folder: string): Promise<{ readonly ours: number; readonly bare: number }> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  let ours = 0;
  let bare = 0;
  try {
    for (const file of globSync(join(folder, '*/*/*.parquet'))) {
      const copy = `${file}.duckdb`;
      await connection.run(
        `copy (from read_parquet('${file}', hive_partitioning = false)) to '${copy}' (format parquet, compression snappy)`,
      );
      ours += statSync(file).size;
      bare += statSync(copy).size;
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  return { ours, bare };
}
