/** Counts the dead letters that nothing has been done about. */

import { deadLetterSources } from '../dead-letters/dead-letter.ts';
import { parseDateTime, toDateTime } from '../language/date-time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Tables } from '../ports/storage.ts';
import { MOST_ROWS_COUNTED } from './count-pending.ts';

const DAY_MS = 24 * 60 * 60_000;

const UNRESOLVED = { column: 'State', is: 'ne', cell: { type: 'String', value: 'replayed' } } as const;

/** `recent`: those of the last 24 hours. `stopped`: there may be more. */
export async function countDeadLetters({
  tables,
  clock,
}: {
  readonly tables: Tables;
  readonly clock: Clock;
}): Promise<{ readonly unresolved: number; readonly recent: number; readonly stopped: boolean }> {
  const counts = { unresolved: 0, recent: 0, stopped: false };
  const table = tables.table('DeadLetters');
  const since = toDateTime(new Date(clock.now().getTime() - DAY_MS));
  const isNew = { column: 'DeadAt', is: 'ge', cell: { type: 'DateTime', value: since } } as const;
  const select = ['DeadAt'];
  for (const partitionKey of deadLetterSources) {
    let recent = 0;
    let unreadable = 0;
    let stopped = false;
    for await (const page of table.query({ partitionKey, where: [UNRESOLVED], select })) {
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
      for await (const page of table.query({ partitionKey, where: [UNRESOLVED, isNew], select })) {
        recent += page.length;
        if (recent >= MOST_ROWS_COUNTED) break;
      }
    }
    // Without a readable time it may be new.
    counts.recent += recent + unreadable;
  }
  return counts;
}
