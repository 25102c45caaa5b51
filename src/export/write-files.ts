/** Writes the files of some tables and one day, where what they are made from has changed. */

import { RULE_SET } from '../classify/rules.ts';
import type { DateTime } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import type { NetworkLookup } from '../networks/network-lookup.ts';
import type { Files } from '../ports/files.ts';
import { DayFile, type DayFileWriter, type LookedAtFile } from './day-file.ts';
import type { ExportedColumns } from './encoder.ts';
import {
  type ExportedTableName,
  exportedColumns,
  hasBuildings,
  PSEUDONYMS,
  withoutPseudonyms,
} from './exported-tables.ts';
import { createEncoder, type FileKind } from './formats.ts';
import { digestOf, type Source } from './source.ts';

/** Raised with every change after which files say something else of the same rows. */
const EXPORT_VERSION = '1';

/** What became of a file. A dry run says what would become of it. */
export type FileOutcome = 'written' | 'unchanged' | 'removed' | 'absent';

export interface WrittenFile {
  readonly table: ExportedTableName;
  readonly outcome: FileOutcome;
  /** That were written. */
  readonly rows: number;
}

export interface FilePlace {
  readonly files: Files;
  readonly kind: FileKind;
  readonly networks: NetworkLookup;
  /** Files of other tables are written anew where they are there, and none is added. */
  readonly asked: ReadonlyArray<ExportedTableName>;
  readonly isDryRun: boolean;
  /** When the run began. */
  readonly startedAt: DateTime;
  /** Some rows more have been read. */
  readonly advanced: (rows: number) => void;
}

/**
 * Puts each file in place when the source has been read to its end; without calls the file goes. Rejects with what the
 * source rejects with, and with FilesFailure: then all files that were not put in place are as they were.
 */
export async function writeFiles(
  place: FilePlace,
  day: Day,
  tables: ReadonlyArray<ExportedTableName>,
  source: Source,
): Promise<ReadonlyArray<WrittenFile>> {
  const all = await Promise.all(tables.map((table) => look(place, day, table, source)));
  const looked = all.filter(({ table, version }) => place.asked.includes(table) || version !== undefined);
  const due = looked.filter(({ isCurrent }) => !isCurrent);
  const others = looked.filter(({ isCurrent }) => isCurrent).map(({ table }) => done(table, 'unchanged'));
  if (source.isEmpty) return [...others, ...(await removed(place, due))];
  if (place.isDryRun) return [...others, ...due.map(({ table }) => done(table, 'written'))];
  return [...others, ...(await written(place, due, source))];
}

/** Whether the file of a table and day is asked for, or there. */
export async function isConcerned(
  { files, kind, asked }: FilePlace,
  day: Day,
  table: ExportedTableName,
): Promise<boolean> {
  return (
    asked.includes(table) ||
    (await new DayFile(files, table, day, kind.format).look('')).version !== undefined
  );
}

/** Takes the files away that were made before an instant. */
export async function removeFilesMadeBefore(
  place: FilePlace,
  day: Day,
  tables: ReadonlyArray<ExportedTableName>,
  instant: DateTime,
): Promise<ReadonlyArray<WrittenFile>> {
  const all = await Promise.all(tables.map((table) => look(place, day, table, { digest: '' })));
  const older = all.filter(({ version, madeAt = '' }) => version !== undefined && madeAt <= instant);
  return await removed(place, older);
}

function done(table: ExportedTableName, outcome: FileOutcome, rows = 0): WrittenFile {
  return { table, outcome, rows };
}

interface LookedAt extends LookedAtFile {
  readonly table: ExportedTableName;
  readonly columns: ExportedColumns;
  readonly file: DayFile;
  readonly digest: string;
}

async function look(
  { files, kind, networks }: FilePlace,
  day: Day,
  table: ExportedTableName,
  source: Pick<Source, 'digest'>,
): Promise<LookedAt> {
  const columns = exportedColumns(table, kind.withoutPersons);
  const digest = digestOf([
    EXPORT_VERSION,
    RULE_SET,
    ...Object.entries(columns).map(([name, { type }]) => `${name} ${type}`),
    ...(kind.withoutPersons ? [PSEUDONYMS] : []),
    hasBuildings(table) ? (networks.importOn(day) ?? '') : '',
    source.digest,
  ]);
  const file = new DayFile(files, table, day, kind.format);
  return { table, columns, file, digest, ...(await file.look(digest)) };
}

async function removed(
  { isDryRun }: FilePlace,
  due: ReadonlyArray<LookedAt>,
): Promise<ReadonlyArray<WrittenFile>> {
  const there = due.filter(({ version }) => version !== undefined);
  if (!isDryRun) for (const { file } of there) await file.remove();
  return due.map(({ table, version }) => done(table, version === undefined ? 'absent' : 'removed'));
}

async function written(
  { kind, advanced, startedAt }: FilePlace,
  due: ReadonlyArray<LookedAt>,
  source: Source,
): Promise<ReadonlyArray<WrittenFile>> {
  if (due.length === 0) return [];
  const writers = new Map<ExportedTableName, DayFileWriter>();
  try {
    for (const { table, columns, file, version } of due) {
      writers.set(table, await file.begin(createEncoder(kind, columns), version, startedAt));
    }
    for await (const { table, rows } of source.read(new Set(writers.keys()))) {
      await writers.get(table)?.add(kind.withoutPersons ? rows.map(withoutPseudonyms) : rows);
      advanced(rows.length);
    }
    for (const { table, digest } of due) await writers.get(table)?.commit(digest);
  } catch (error) {
    await Promise.allSettled(writers.values().map((writer) => writer.discard()));
    throw error;
  }
  return due.map(({ table }) => done(table, 'written', writers.get(table)?.rows));
}
