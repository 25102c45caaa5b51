/** The summary of a day. */

import type { Day } from '../language/day.ts';
import type { NetworkLookup } from '../networks/network-lookup.ts';
import type { Store } from '../rows/store.ts';
import { FEWEST_PEOPLE } from '../summaries/poor-share.ts';
import type { QualitySummaryValues } from '../tables/declarations/quality-summaries.ts';
import { withBuilding } from './buildings.ts';
import type { ExportedRow } from './encoder.ts';
import { leftOutOfPersons, VALUES_OF_PERSONS } from './exported-tables.ts';
import { digestOf, type Source } from './source.ts';

/** Why the summary of a day cannot be exported: it was never made, or its rows are of several passes. */
export type NoSummary = 'none' | 'beingWritten';

/** Reads the summary; the total is written last. */
export async function readSummarySource(
  store: Store,
  networks: NetworkLookup,
  { day, withoutPersons }: { readonly day: Day; readonly withoutPersons: boolean },
): Promise<Source | NoSummary> {
  const summaries = store.summaries(day);
  const rows: Array<QualitySummaryValues> = [];
  for await (const page of summaries.query()) {
    rows.push(...page.map((row) => summaries.valuesIn(row)).filter((values) => values !== undefined));
  }
  const total = rows.find(({ Dimension }) => Dimension === 'total');
  if (rows.length === 0) return 'none';
  if (total === undefined || rows.some(({ Digest }) => Digest !== total.Digest)) return 'beingWritten';
  async function* read() {
    const joined = rows.map((row) => withBuilding(row, networks, day));
    yield { table: 'QualitySummaries', rows: withoutPersons ? joined.map(withoutPerson) : joined } as const;
  }
  const digest = digestOf([total.Digest, total.SummedAt, ...(withoutPersons ? leftOutOfPersons() : [])]);
  return { digest, isEmpty: false, read };
}

/** Without the value where few people have it: the row stays, for sums, and in its building. */
function withoutPerson(
  row: ExportedRow & Pick<QualitySummaryValues, 'Dimension' | 'PersonCount'>,
): ExportedRow {
  const isOfPersons = VALUES_OF_PERSONS.has(row.Dimension) && row.PersonCount < FEWEST_PEOPLE;
  return isOfPersons ? { ...row, Value: undefined } : row;
}
