/** What would be deleted if fewer days were kept: how many calls, and what that costs. */

import type { Day } from '../language/day.ts';
import type { Store } from '../rows/store.ts';
import { COST_COLUMNS, DOLLARS_A_TABLE_REQUEST } from '../store/rebuild-cost.ts';
import { callsByDay } from '../tables/declarations/calls-by-day.ts';
import { dayOfPartition, partitionsBefore } from '../tables/keys.ts';
import { MAX_BATCH_ROWS } from '../tables/row-limits.ts';
import { valuesIn, withColumns } from '../tables/table.ts';

export interface ToDelete {
  readonly calls: number;
  readonly days: number;
  readonly firstDay: Day | undefined;
  /** At most. */
  readonly requests: number;
  readonly dollars: number;
  readonly seconds: number;
}

const COUNTS = withColumns(callsByDay, COST_COLUMNS);

/** Head, document, row of the day, and each table looked through, three of them twice; a test holds the estimate to what is asked. */
const REQUESTS_OF_ANY_CALL = 12;

/** Eight calls at once, and some ten milliseconds a request. */
const REQUESTS_A_SECOND = 300;

/** Reads the rows of CallsByDay before the day, a thousand a request, and shows how many it has read. */
export async function countCallsBefore(
  store: Store,
  before: Day,
  show: (calls: number) => void,
): Promise<ToDelete> {
  let [calls, requests] = [0, 0];
  const days = new Set<Day>();
  const query = { ...partitionsBefore(store.tenantId, before), select: Object.keys(COUNTS.columns) };
  for await (const page of store.table('CallsByDay').queryPartitions(query)) {
    for (const row of page) {
      const day = dayOfPartition(store.tenantId, row.partitionKey);
      if (day !== undefined) days.add(day);
      calls += 1;
      requests += REQUESTS_OF_ANY_CALL;
      const counts = valuesIn(COUNTS, row);
      if (counts === undefined) continue;
      // A request for each batch of each table, and one for the hint of each participant.
      for (const column of COST_COLUMNS) requests += Math.ceil(counts[column] / MAX_BATCH_ROWS);
      requests += counts.ParticipantCount;
    }
    show(calls);
  }
  const [firstDay] = days;
  const dollars = requests * DOLLARS_A_TABLE_REQUEST;
  return { calls, days: days.size, firstDay, requests, dollars, seconds: requests / REQUESTS_A_SECOND };
}
