/** What rebuilding calls costs: requests, time and money, from what the list of calls says of their rows. */

import type { Clock } from '../ports/clock.ts';
import type { CallsByDayValues } from '../tables/declarations/calls-by-day.ts';
import { MAX_BATCH_ROWS } from '../tables/row-limits.ts';

/** The columns of CallsByDay from which the cost of a call follows. */
export const COST_COLUMNS = [
  'ParticipantCount',
  'SessionCount',
  'SegmentCount',
  'MediaStreamCount',
] as const satisfies ReadonlyArray<keyof CallsByDayValues>;

export type RowCounts = Pick<CallsByDayValues, (typeof COST_COLUMNS)[number]>;

export interface RebuildCost {
  readonly calls: number;
  readonly requests: number;
  readonly seconds: number;
  readonly dollars: number;
}

/** Head, document, index row and the looking for former rows; a test holds the estimate to what is asked. */
const REQUESTS_OF_ANY_CALL = 19;

/**
 * Rows written and deleted a second. One partition takes 2,000 a second, and what is stored on a day goes to the
 * partitions of that day: half of it is left to ingest.
 * https://learn.microsoft.com/azure/storage/tables/scalability-targets
 */
export const ROWS_A_SECOND = 1_000;

/**
 * An example in US dollars, for locally redundant storage.
 * https://azure.microsoft.com/pricing/details/storage/tables/
 */
export const DOLLARS_A_TABLE_REQUEST = 0.00036 / 10_000;

export const NO_COST: RebuildCost = { calls: 0, requests: 0, seconds: 0, dollars: 0 };

export function costWith(cost: RebuildCost, call: RowCounts): RebuildCost {
  const batches = COST_COLUMNS.map((column) => Math.ceil(call[column] / MAX_BATCH_ROWS));
  // The new rows are written and the old ones deleted; each participant has a hint.
  const requests = REQUESTS_OF_ANY_CALL + 2 * sum(batches) + call.ParticipantCount;
  return {
    calls: cost.calls + 1,
    requests: cost.requests + requests,
    seconds: cost.seconds + rowsChanged(call) / ROWS_A_SECOND,
    dollars: cost.dollars + requests * DOLLARS_A_TABLE_REQUEST,
  };
}

function rowsChanged(call: RowCounts): number {
  return 2 * sum(COST_COLUMNS.map((column) => call[column]));
}

function sum(numbers: ReadonlyArray<number>): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Lets calls follow one another no faster than their rows may be changed. */
export interface RowPace {
  /** Resolves once there is room again after what was changed of this call. */
  after(call: RowCounts): Promise<void>;
}

export function createRowPace(clock: Clock): RowPace {
  let free = clock.now().getTime();
  return {
    async after(call) {
      const now = clock.now().getTime();
      free = Math.max(free, now) + (rowsChanged(call) / ROWS_A_SECOND) * 1_000;
      await clock.sleep(free - now);
    },
  };
}
