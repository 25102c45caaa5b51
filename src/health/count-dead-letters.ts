/** Counts the dead letters that nothing has been done about. */

import { parseDateTime, toDateTime } from '../language/date-time.ts';
import { DAY_MS } from '../language/milliseconds.ts';
import type { Store } from '../rows/store.ts';
import { deadLetterSources } from '../tables/declarations/dead-letters.ts';
import { MOST_ROWS_COUNTED } from './count-pending.ts';

const UNRESOLVED = { column: 'State', is: 'ne', cell: { type: 'String', value: 'replayed' } } as const;

/** `recent`: those of the last 24 hours. `stopped`: there may be more. */
export async function countDeadLetters(
  store: Store,
): Promise<{ readonly unresolved: number; readonly recent: number; readonly stopped: boolean }> {
  const counts = { unresolved: 0, recent: 0, stopped: false };
  const since = toDateTime(new Date(store.clock.now().getTime() - DAY_MS));
  const isNew = { column: 'DeadAt', is: 'ge', cell: { type: 'DateTime', value: since } } as const;
  const select = ['DeadAt'];
  for (const source of deadLetterSources) {
    const letters = store.deadLetters(source);
    let recent = 0;
    let unreadable = 0;
    let stopped = false;
    for await (const page of letters.query({ where: [UNRESOLVED], select })) {
      counts.unresolved += page.length;
      for (const { cells } of page) {
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
      for await (const page of letters.query({ where: [UNRESOLVED, isNew], select })) {
        recent += page.length;
        if (recent >= MOST_ROWS_COUNTED) break;
      }
    }
    // Without a readable time it may be new.
    counts.recent += recent + unreadable;
  }
  return counts;
}
