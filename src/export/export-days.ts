/** Exports the tables of some days, each whole or not at all, and only what has changed since. */

import { CallIncomplete, CallReplaced } from '../calls/read-call.ts';
import { toDateTime } from '../language/date-time.ts';
import { type Day, dayOf, daysFrom } from '../language/day.ts';
import { readNetworks } from '../networks/network-lookup.ts';
import type { Files } from '../ports/files.ts';
import { MOST_VERSIONS_MET } from '../ports/graph.ts';
import type { Store } from '../rows/store.ts';
import { ForeignRow } from '../tables/table.ts';
import { createDoor } from '../withheld/door.ts';
import { type CallSource, readCallSource } from './call-source.ts';
import { claimPlace } from './exported-kind.ts';
import { type ExportedTableName, exportedTableNames } from './exported-tables.ts';
import type { FileKind } from './formats.ts';
import { createGate, type Gate, type GivenOut } from './gate.ts';
import { type Openness, readOpenDays } from './open-days.ts';
import { type NoSummary, readSummarySource } from './summary-source.ts';
import {
  type FilePlace,
  isConcerned,
  removeFilesMadeBefore,
  type WrittenFile,
  writeFiles,
} from './write-files.ts';

export interface ExportQuestion {
  /** Both included, by the start of the call in its first stored version. */
  readonly from: Day;
  readonly to: Day;
  readonly tables: ReadonlyArray<ExportedTableName>;
  readonly kind: FileKind;
  /** Nothing is written. */
  readonly isDryRun: boolean;
  /** Some rows more have been read. */
  readonly advanced: (rows: number) => void;
}

export interface ExportedDay extends Pick<GivenOut, 'leftOut' | 'isKept'> {
  readonly day: Day;
  /** Or its files are written anew because they held what is personal by this release. */
  readonly isAsked: boolean;
  readonly calls: number;
  readonly files: ReadonlyArray<WrittenFile>;
  /** More calls may come; undefined where every hour was found whole. */
  readonly openness: Openness | undefined;
  /** Why there is no file of the summary; undefined where there is one, none was asked for, or the day has no calls. */
  readonly noSummary: NoSummary | undefined;
  /**
   * A call that is not whole, or cannot be read: the files of the tables of calls are as they were, but for those that may
   * hold who was taken out since. They are removed.
   */
  readonly damage: CallIncomplete | CallReplaced | ForeignRow | undefined;
}

/**
 * Day by day. Where the place holds files without persons of a release that left out less, they are written anew as well,
 * whatever was asked for. Rejects with OtherKind where the place holds files of another kind, with FilesFailure,
 * StorageFailure, ImportDamaged; the days given before are in place.
 */
export async function* exportDays(
  store: Store,
  files: Files,
  question: ExportQuestion,
): AsyncGenerator<ExportedDay> {
  const { from, isOutdated, confirm } = await claimPlace(files, store.tenantId, question);
  const today = dayOf(toDateTime(store.clock.now()));
  const period = isOutdated ? { from, to: today > question.to ? today : question.to } : question;
  const networks = await readNetworks(store, period);
  const door = createDoor(store);
  const open = await readOpenDays(store, await door.read(), period);
  const startedAt = toDateTime(store.clock.now());
  const gate = createGate(store, door);
  let isRenewed = true;
  for (const day of daysFrom(period.from, period.to)) {
    const isAsked = question.from <= day && day <= question.to;
    const place = { ...question, files, networks, startedAt, asked: isAsked ? question.tables : [] };
    const ofCalls = await exportCalls(store, place, gate, day);
    const ofSummary = await exportSummary(store, place, day, ofCalls);
    const written = [...ofCalls.files, ...ofSummary.files];
    isRenewed &&= ofCalls.damage === undefined && ofSummary.noSummary !== 'beingWritten';
    const noSummary = question.tables.includes('QualitySummaries') ? ofSummary.noSummary : undefined;
    const isSaid = isAsked || ofCalls.damage !== undefined || written.some(isChanged);
    if (isSaid) yield { day, isAsked, ...ofCalls, noSummary, files: written, openness: open.get(day) };
  }
  if (isOutdated && isRenewed) await confirm();
}

function isChanged({ outcome }: WrittenFile): boolean {
  return outcome === 'written' || outcome === 'removed';
}

const TABLES_OF_CALLS = exportedTableNames.filter((name) => name !== 'QualitySummaries');

/** A call that is replaced or deleted while it is read changes what is listed: then the day is begun again. */
async function exportCalls(
  store: Store,
  place: FilePlace,
  gate: Gate,
  day: Day,
): Promise<
  Pick<ExportedDay, 'calls' | 'leftOut' | 'isKept' | 'files' | 'damage'> & Pick<CallSource, 'takenOutAt'>
> {
  let source = await readCallSource(store, place.networks, gate, day);
  for (let round = 1; ; round += 1) {
    const { calls, leftOut, takenOutAt, isKept, digest } = source;
    const found = { calls, leftOut, takenOutAt, isKept };
    try {
      return { ...found, files: await writeFiles(place, day, TABLES_OF_CALLS, source), damage: undefined };
    } catch (error) {
      if (!isOfCalls(error)) throw error;
      source = await readCallSource(store, place.networks, gate, day);
      const isPassing = error instanceof CallReplaced || source.digest !== digest;
      if (isPassing && round < MOST_VERSIONS_MET) continue;
      const files =
        takenOutAt === undefined ? [] : await removeFilesMadeBefore(place, day, TABLES_OF_CALLS, takenOutAt);
      return { ...found, files, damage: error };
    }
  }
}

function isOfCalls(error: unknown): error is NonNullable<ExportedDay['damage']> {
  return [CallReplaced, CallIncomplete, ForeignRow].some((kind) => error instanceof kind);
}

async function exportSummary(
  store: Store,
  place: FilePlace,
  day: Day,
  ofCalls: Pick<CallSource, 'calls' | 'leftOut' | 'takenOutAt'>,
): Promise<Pick<ExportedDay, 'files' | 'noSummary'>> {
  if (!(await isConcerned(place, day, 'QualitySummaries'))) return { files: [], noSummary: undefined };
  const source = await readSummarySource(store, place.networks, { day, ...place.kind, ...ofCalls });
  if (source === 'outdated') {
    const files = await removeFilesMadeBefore(place, day, ['QualitySummaries'], place.startedAt);
    return { files, noSummary: source };
  }
  const needsNone = source === 'none' && ofCalls.calls + ofCalls.leftOut === 0;
  if (typeof source === 'string') return { files: [], noSummary: needsNone ? undefined : source };
  return { files: await writeFiles(place, day, ['QualitySummaries'], source), noSummary: undefined };
}
