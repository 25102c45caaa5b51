/** What docs/tables.md shows: the example week, and one row of each table that came of it. */

import { createMemoryTables, type MemoryTables } from '../../../src/adapters/memory/tables.ts';
import { isHead } from '../../../src/networks/import-rows.ts';
import type { StoredRow } from '../../../src/tables/cell.ts';
import type { TableName } from '../../../src/tables/declarations/index.ts';
import { importExampleNetworks } from './networks.ts';
import { keepExampleDays } from './retention.ts';
import { type ExampleWeek, playWeek } from './week.ts';

export interface Example {
  readonly week: ExampleWeek;
  readonly rows: Readonly<Record<TableName, StoredRow>>;
}

export async function playExample(): Promise<Example> {
  const tables = createMemoryTables();
  const week = await playWeek(tables);
  await importExampleNetworks(tables, week);
  await keepExampleDays(tables, week);
  return { week, rows: rowsOf(tables, week) };
}

/** Where there is a choice, the row is about the call that the questions ask for. */
function rowsOf(tables: MemoryTables, { callId, userId }: ExampleWeek): Example['rows'] {
  const first = (name: TableName, isIt: (row: StoredRow) => boolean = () => true): StoredRow => {
    const row = tables.rows(name).find(isIt);
    if (row === undefined) throw new Error(`the example has no such row in ${name}`);
    return row;
  };
  const ofCall = (row: StoredRow) => row.cells.CallId?.value === callId;
  return {
    CallRecords: first('CallRecords', ofCall),
    Participants: first('Participants', ofCall),
    Sessions: first('Sessions', ofCall),
    Segments: first('Segments', ofCall),
    MediaStreams: first('MediaStreams', (row) => ofCall(row) && row.cells.Quality?.value === 'poor'),
    CallRecordDocuments: first('CallRecordDocuments', ofCall),
    CallsByDay: first('CallsByDay', ofCall),
    CallsByUser: first('CallsByUser', (row) => ofCall(row) && row.cells.IdentityId?.value === userId),
    People: first('People', ({ rowKey }) => rowKey === `person_${userId}`),
    QualitySummaries: first(
      'QualitySummaries',
      ({ cells }) => cells.Dimension?.value === 'network' && Number(cells.AudioPoorStreamCount?.value) > 0,
    ),
    PendingCallRecords: first('PendingCallRecords'),
    DeadLetters: first('DeadLetters'),
    Subscriptions: first('Subscriptions'),
    Coverage: first('Coverage', ({ cells }) => Number(cells.Missing?.value ?? 0) > 0),
    Networks: first('Networks', isHead),
    PipelineStatus: first('PipelineStatus', ({ rowKey }) => rowKey === 'ingest'),
    Withheld: first('Withheld'),
  };
}
