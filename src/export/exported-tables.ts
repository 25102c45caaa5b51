/** The tables that are exported, and the columns of each. */

import { tables } from '../tables/declarations/index.ts';
import { buildingColumns, calleeBuildingColumns, callerBuildingColumns } from './buildings.ts';
import type { ExportedColumns } from './encoder.ts';

export const exportedTableNames = [
  'CallRecords',
  'Participants',
  'Sessions',
  'Segments',
  'MediaStreams',
  'QualitySummaries',
] as const;
export type ExportedTableName = (typeof exportedTableNames)[number];

/** The tables whose rows belong to calls. */
export type CallTableName = Exclude<ExportedTableName, 'QualitySummaries'>;

const JOINED: Readonly<Partial<Record<ExportedTableName, ExportedColumns>>> = {
  MediaStreams: { ...callerBuildingColumns, ...calleeBuildingColumns },
  QualitySummaries: buildingColumns,
};

/** Whether a building file changes what is exported of the table. */
export function hasBuildings(name: ExportedTableName): boolean {
  return JOINED[name] !== undefined;
}

/** They change while what the row says stays the same. */
const NOT_EXPORTED: ReadonlySet<string> = new Set(['ComparedAt', 'ReportedAt']);

/** The columns of a table, in order: those that are declared, then those that are joined. */
export function exportedColumns(name: ExportedTableName, withoutPersons: boolean): ExportedColumns {
  const columns: ExportedColumns = { ...tables[name].columns, ...JOINED[name] };
  const exported = Object.entries(columns).filter(
    ([column, { person }]) => !NOT_EXPORTED.has(column) && !(withoutPersons && person === true),
  );
  return Object.fromEntries(exported);
}
