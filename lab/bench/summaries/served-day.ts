/** A day of calls as the table service serves it. */

import type { Day } from '../../../src/language/day.ts';
import type { Account } from '../account.ts';

/** What the service says of itself. */
export interface ServedDay extends Account {
  readonly day: Day;
  /** Media streams. */
  readonly streams: number;
  /** Of calls, in all tables that are exported. */
  readonly rows: number;
}

/** The most that reading a day may add to the memory of an idle process. */
export const MOST_BYTES_OVER_IDLE = 256_000_000;
