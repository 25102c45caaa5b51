/** The summary of a day. */

import type { Day } from '../language/day.ts';
import type { NetworkLookup } from '../networks/network-lookup.ts';
import type { Store } from '../rows/store.ts';
import { FEWEST_PEOPLE } from '../summaries/poor-share.ts';
import type { StoredRow } from '../tables/cell.ts';
import { type QualitySummaryValues, qualitySummaries } from '../tables/declarations/quality-summaries.ts';
import { readRows } from '../tables/table.ts';
import { withBuilding } from './buildings.ts';
import type { CallSource } from './call-source.ts';
import type { ExportedRow } from './encoder.ts';
import { leftOutOfPersons, VALUES_OF_PERSONS } from './exported-tables.ts';
import { digestOf, type Source } from './source.ts';

/**
 * Why the summary of a day cannot be exported: it was never made; its rows are of several passes, or one cannot be read; it
 * may count a call or a person that was taken out since, or is about to be: while somebody is, a call stored since it was
 * made may be one of theirs.
 */
export type NoSummary = 'none' | 'beingWritten' | 'outdated';

interface SummaryQuestion extends Pick<CallSource, 'leftOut' | 'takenOutAt'> {
  readonly day: Day;
  readonly withoutPersons: boolean;
}

/** Reads the summary; the total is written last. */
export async function readSummarySource(
  store: Store,
  networks: NetworkLookup,
  { day, withoutPersons, leftOut, takenOutAt }: SummaryQuestion,
): Promise<Source | NoSummary> {
  const summaries = store.summaries(day);
  const stored: Array<StoredRow> = [];
  for await (const page of summaries.query()) stored.push(...page.filter(isOurs));
  const { rows, unreadable } = readRows(qualitySummaries, stored);
  const total = rows.find(({ Dimension }) => Dimension === 'total');
  if (stored.length === 0) return 'none';
  if (unreadable.length > 0 || total === undefined || rows.some(({ Digest }) => Digest !== total.Digest))
    return 'beingWritten';
  if (leftOut > 0 || (takenOutAt !== undefined && total.SummedAt <= takenOutAt)) return 'outdated';
  async function* read() {
    const joined = rows.map((row) => withBuilding(row, networks, day));
    yield { table: 'QualitySummaries', rows: withoutPersons ? joined.map(withoutPerson) : joined } as const;
  }
  const digest = digestOf([total.Digest, total.SummedAt, ...(withoutPersons ? leftOutOfPersons() : [])]);
  return { digest, isEmpty: false, read };
}

/** Whatever else stands there is an operator's note about the day. */
function isOurs({ cells }: StoredRow): boolean {
  return Object.keys(cells).some((name) => name in qualitySummaries.columns);
}

/** Without the value where few people have it: the row stays, for sums, and in its building. */
function withoutPerson(
  row: ExportedRow & Pick<QualitySummaryValues, 'Dimension' | 'PersonCount'>,
): ExportedRow {
  const isOfPersons = VALUES_OF_PERSONS.has(row.Dimension) && row.PersonCount < FEWEST_PEOPLE;
  return isOfPersons ? { ...row, Value: undefined } : row;
}
