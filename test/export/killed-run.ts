/**
 * Exports the folder that it is given as far as the segments of the last call, says so, and then waits to be killed.
 *
 *   node killed-run.ts <folder> <day>
 */

import { setTimeout } from 'node:timers/promises';
import { createFolder } from '../../src/adapters/files/folder.ts';
import { exportDays } from '../../src/export/export-days.ts';
import { exportedTableNames } from '../../src/export/exported-tables.ts';
import type { Day } from '../../src/language/day.ts';
import { createStore } from '../../src/rows/store.ts';
import { createSimulatedStore } from '../store/simulated-store.ts';

const [folder = '', day = ''] = process.argv.slice(2);
const simulated = createSimulatedStore();
const callId = simulated.startCall({
  kind: 'large-meeting',
  participants: 600,
  endedAt: new Date(`${day}T08:00:00Z`),
});
await simulated.store(callId);
const tables = simulated.tables.seenThrough(async ({ table, phase }) => {
  if (table !== 'MediaStreams' || phase !== 'before') return;
  process.stdout.write('half-way\n');
  await setTimeout(2 ** 31 - 1);
});
const question = {
  from: day as Day,
  to: day as Day,
  tables: exportedTableNames,
  kind: { format: 'csv', excel: false, withoutPersons: false },
  isDryRun: false,
  advanced: () => undefined,
} as const;
await Array.fromAsync(exportDays(createStore({ ...simulated, tables }), createFolder(folder), question));
