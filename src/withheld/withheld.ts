/** What may be kept, as the table Withheld says: the limits of retention, and who is left out. */

import { type DateTime, toDate, toDateTime } from '../language/date-time.ts';
import { type Day, dayOf, parseDay } from '../language/day.ts';
import { DAY_MS } from '../language/milliseconds.ts';
import { CLOCKS_DIFFER_MS, isBelievable } from '../ports/clock.ts';
import { StorageFailure } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import type { StoredRow } from '../tables/cell.ts';
import type { WithheldValues } from '../tables/declarations/withheld.ts';

/** Two days, and what moves them. The second never becomes earlier; the first only where more days are kept than before. */
export interface Limits {
  /** Calls that started before this day are not stored any more; undefined while all are. */
  readonly refusedBefore: Day | undefined;
  /** Calls that started before this day are deleted. A day at least behind the other. */
  readonly deletedBefore: Day | undefined;
  /** When both last moved. */
  readonly movedAt: DateTime | undefined;
  /** The KEEP_DAYS that applies; undefined while everything is kept. */
  readonly keepDays: number | undefined;
  /** A first or smaller KEEP_DAYS that an operator has agreed to, and that does not apply yet. */
  readonly confirmedDays: number | undefined;
  /** When an operator last agreed to one. */
  readonly confirmedAt: DateTime | undefined;
}

/** A row about somebody who is left out. */
export interface WithheldRow {
  readonly row: StoredRow;
  readonly values: WithheldValues;
}

export interface Withheld {
  readonly limits: Limits;
  readonly exclusions: ReadonlyArray<WithheldRow>;
  readonly erasures: ReadonlyArray<WithheldRow>;
}

export const NO_LIMITS: Limits = {
  refusedBefore: undefined,
  deletedBefore: undefined,
  movedAt: undefined,
  keepDays: undefined,
  confirmedDays: undefined,
  confirmedAt: undefined,
};

/** Everything may be kept. */
export const NOTHING_WITHHELD: Withheld = { limits: NO_LIMITS, exclusions: [], erasures: [] };

/** The row of the limits. */
export const LIMITS = 'limits';
/** With these begin the row keys of the others. */
export const EXCLUSION = 'exclusion_';
export const ERASURE = 'erasure_';

/** For so long a confirmation waits for the KEEP_DAYS that it is about: one that was unset meanwhile asks again. */
const CONFIRMED_FOR_MS = DAY_MS;

/** The smallest KEEP_DAYS there is: versions of a record come for two days, and the latency window may last one. */
export const FEWEST_KEEP_DAYS = 3;
/** The largest, a century: more is for ever. */
export const MOST_KEEP_DAYS = 36_500;

/** The first day (UTC) that is kept. */
export function firstDayKept(keepDays: number, now: Date): Day {
  return dayOf(toDateTime(new Date(now.getTime() - keepDays * DAY_MS)));
}

/** Whether a clock that is right has noted them. A day that an operator typed in, without a time, is the operator's word. */
export function areBelievable({ RefusedBefore, MovedAt }: WithheldValues, now: Date): boolean {
  if (MovedAt === undefined) return true;
  if (!isBelievable(MovedAt, now)) return false;
  // A move just after midnight may be read by a clock that is just before it.
  const latest = firstDayKept(FEWEST_KEEP_DAYS, new Date(now.getTime() + CLOCKS_DIFFER_MS));
  return RefusedBefore === undefined || RefusedBefore <= latest;
}

/** The limits as they count: without what a clock noted that was ahead, and without a confirmation that is too old. */
export function believedLimits(limits: Limits, now: Date): Limits {
  const { confirmedDays, confirmedAt } = limits;
  return {
    ...believedDays(limits, now),
    confirmedDays: isInTime(confirmedAt, now) ? confirmedDays : undefined,
  };
}

/** A confirmation without a time is the operator's word, too. */
function isInTime(confirmedAt: DateTime | undefined, now: Date): boolean {
  if (confirmedAt === undefined) return true;
  const isRecent = now.getTime() - toDate(confirmedAt).getTime() <= CONFIRMED_FOR_MS;
  return isRecent && isBelievable(confirmedAt, now);
}

/**
 * Days that a clock noted which was ahead would have all calls refused: of them only as much counts as this clock says
 * that KEEP_DAYS lets go, and nothing is deleted until that was refused for a day.
 */
function believedDays(limits: Limits, now: Date): Limits {
  const { keepDays = FEWEST_KEEP_DAYS, refusedBefore, movedAt } = limits;
  if (areBelievable({ RefusedBefore: refusedBefore, MovedAt: movedAt }, now)) return limits;
  const first = firstDayKept(keepDays, now);
  return {
    ...limits,
    refusedBefore: refusedBefore !== undefined && refusedBefore < first ? refusedBefore : first,
    deletedBefore: undefined,
    movedAt: toDateTime(now),
  };
}

/** One request for a thousand rows. Rejects with StorageFailure, also for a row that an operator has broken. */
export async function readWithheld(store: Store): Promise<Withheld> {
  const rows: Array<WithheldRow> = [];
  for await (const page of store.withheld.query()) {
    for (const row of page) {
      rows.push({ row, values: valuesOfRow(store, row) });
    }
  }
  const ofKind = (beginning: string) => rows.filter(({ row }) => row.rowKey.startsWith(beginning));
  const limits = rows.find(({ row }) => row.rowKey === LIMITS);
  return {
    limits: limits === undefined ? NO_LIMITS : believedLimits(limitsIn(limits.values), store.clock.now()),
    exclusions: ofKind(EXCLUSION),
    erasures: ofKind(ERASURE),
  };
}

/** Throws StorageFailure for a row that an operator has broken. */
export function valuesOfRow({ withheld }: Store, row: StoredRow): WithheldValues {
  const values = withheld.valuesIn(row);
  if (values === undefined) throw unreadable(row.rowKey, 'a column has another type than in docs/tables.md');
  return values;
}

/** Throws StorageFailure for a day that is not one. */
export function limitsIn(values: WithheldValues): Limits {
  return {
    refusedBefore: dayIn(values, 'RefusedBefore'),
    deletedBefore: dayIn(values, 'DeletedBefore'),
    movedAt: values.MovedAt,
    keepDays: values.KeepDays,
    confirmedDays: values.ConfirmedDays,
    confirmedAt: values.ConfirmedAt,
  };
}

function dayIn(values: WithheldValues, column: 'RefusedBefore' | 'DeletedBefore'): Day | undefined {
  const { [column]: text } = values;
  const day = text === undefined ? undefined : parseDay(text);
  if (text !== undefined && day === undefined)
    throw unreadable(LIMITS, `${column} is not a day (yyyy-MM-dd)`);
  return day;
}

/** The ids in a row; undefined where they are not a JSON array of texts. */
export function idsIn({ Ids: text }: WithheldValues): ReadonlyArray<string> | undefined {
  try {
    const ids: unknown = JSON.parse(text ?? '');
    const isList = Array.isArray(ids) && ids.every((id) => typeof id === 'string' && id !== '');
    return isList ? ids : undefined;
  } catch {
    return undefined;
  }
}

/** A row that cannot be read must not let pass what it withholds: calls wait until an operator has corrected it. */
export function unreadable(rowKey: string, why: string): StorageFailure {
  return new StorageFailure(`table Withheld: the row ${rowKey} cannot be read: ${why}`);
}

/** Whether a call that starts then, in its first stored version, is not stored any more. */
export function isRefused({ limits: { refusedBefore } }: Withheld, firstStart: DateTime): boolean {
  return refusedBefore !== undefined && dayOf(firstStart) < refusedBefore;
}
