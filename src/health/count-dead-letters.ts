/** Counts the dead letters that nothing has been done about. */

import { UNRESOLVED, unresolvedLetters } from '../dead-letters/unresolved.ts';
import { parseDateTime, toDateTime } from '../language/date-time.ts';
import { parseCallId } from '../language/identifiers.ts';
import { DAY_MS } from '../language/milliseconds.ts';
import type { Store } from '../rows/store.ts';
import { deadLetterSources } from '../tables/declarations/dead-letters.ts';
import { MOST_ROWS_COUNTED } from './count-pending.ts';

export interface DeadLetterCounts {
  readonly unresolved: number;
  /** Those that name a call: it is missing until it is stored. */
  readonly ofCalls: number;
  /** Those of the last 24 hours. */
  readonly recent: number;
  /** There may be more. */
  readonly stopped: boolean;
}

export async function countDeadLetters(store: Store): Promise<DeadLetterCounts> {
  const counts = { unresolved: 0, ofCalls: 0, recent: 0, stopped: false };
  const since = toDateTime(new Date(store.clock.now().getTime() - DAY_MS));
  const isNew = { column: 'DeadAt', is: 'ge', cell: { type: 'DateTime', value: since } } as const;
  const select = ['DeadAt', 'CallId'];
  for (const source of deadLetterSources) {
    let recent = 0;
    let unreadable = 0;
    let stopped = false;
    for await (const page of unresolvedLetters(store, source, select)) {
      counts.unresolved += page.length;
      for (const { cells } of page) {
        if (source !== 'notifications' && parseCallId(cells.CallId?.value) !== undefined) counts.ofCalls += 1;
        const deadAt = parseDateTime(cells.DeadAt?.value);
        if (deadAt === undefined) unreadable += 1;
        else if (deadAt >= since) recent += 1;
      }
      stopped = counts.unresolved >= MOST_ROWS_COUNTED;
      if (stopped) break;
    }
    if (stopped) {
      // Rows come oldest first: the new ones may all lie behind the end of the count.
      counts.stopped = true;
      recent = 0;
      for await (const page of store.deadLetters(source).query({ where: [...UNRESOLVED, isNew], select })) {
        recent += page.length;
        if (recent >= MOST_ROWS_COUNTED) break;
      }
    }
    // Without a readable time it may be new.
    counts.recent += recent + unreadable;
  }
  return counts;
}
