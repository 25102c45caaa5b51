/** The rows of a day's summary, and the networks that some of them are about. */

import type { Day } from '../language/day.ts';
import type { Network } from '../networks/network.ts';
import type { NetworkLookup } from '../networks/network-lookup.ts';
import type { Store } from '../rows/store.ts';
import type { StoredRow } from '../tables/cell.ts';
import { type QualitySummaryValues, qualitySummaries } from '../tables/declarations/quality-summaries.ts';
import { summaryRowKey } from '../tables/keys.ts';
import { type ReadRows, readRows } from '../tables/table.ts';

/** The row of the whole day, which is written last. */
export const TOTAL = summaryRowKey('total', undefined);

/**
 * The rows of a dimension: one for each of its values. Where one cannot be read, the next pass writes the day anew, unless
 * it is frozen.
 */
export async function readDimension(
  store: Store,
  day: Day,
  dimension: string,
): Promise<ReadRows<QualitySummaryValues>> {
  const summaries = store.summaries(day);
  const rows: Array<StoredRow> = [];
  for await (const page of summaries.query({ rowKeyPrefix: summaryRowKey(dimension, '') })) {
    rows.push(...page);
  }
  return readRows(qualitySummaries, rows);
}

/** The network that a value of dimension network is in: a subnet, or an address where Graph sent no subnet. */
export function networkOfValue({ networkAt }: NetworkLookup, day: Day, value: string): Network | undefined {
  return networkAt(day, { isOwn: true, subnet: value, ipAddress: value });
}
