/** The tables that are exported, and the columns of each. */

import { FEWEST_PEOPLE } from '../summaries/poor-share.ts';
import type { Dimension } from '../summaries/summed-stream.ts';
import { tables } from '../tables/declarations/index.ts';
import { hasPseudonym } from '../withheld/pseudonym.ts';
import { buildingColumns, calleeBuildingColumns, callerBuildingColumns } from './buildings.ts';
import type { ExportedColumns, ExportedRow } from './encoder.ts';

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

/** By what rows of a summary are told apart that can be about one person: their headset, the address of their home. */
export const VALUES_OF_PERSONS: ReadonlySet<string> = new Set<Dimension>(['device', 'network']);

/** In what a file was made from: that it has none. */
export const PSEUDONYMS = 'pseudonyms';

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

/** A row as it is exported without persons: a pseudonym tells the rows of an erased person apart, in whatever column. */
export function withoutPseudonyms(row: ExportedRow): ExportedRow {
  const kept = Object.entries(row).filter(([, value]) => !hasPseudonym(value));
  return Object.fromEntries(kept);
}

/** What is not exported without persons: the columns, the pseudonyms, and the values of summaries. */
export function leftOutOfPersons(): ReadonlyArray<string> {
  const columns = exportedTableNames.flatMap((table) => {
    const exported = exportedColumns(table, true);
    const all = Object.keys(exportedColumns(table, false));
    return all.filter((name) => !(name in exported)).map((name) => `${table} ${name}`);
  });
  return [...columns, PSEUDONYMS, ...VALUES_OF_PERSONS, `fewer than ${FEWEST_PEOPLE}`];
}
