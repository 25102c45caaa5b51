/** Counts the dead letters that nothing has been done about. */

import { parseDateTime, toDate } from '../domain/date-time.ts';
import type { Clock, Tables } from '../ports.ts';
import { MOST_ROWS_COUNTED } from './count-pending.ts';
import { deadLetterSources } from './dead-letter.ts';

const DAY_MS = 24 * 60 * 60_000;
/** `recent`: those of the last 24 hours. `stopped`: there may be more. */
export async function countDeadLetters({
  tables,
  clock,
}: {
  readonly tables: Tables;
  readonly clock: Clock;
}): Promise<{ readonly unresolved: number; readonly recent: number; readonly stopped: boolean }> {
  const counts = { unresolved: 0, recent: 0, stopped: false };
  const since = clock.now().getTime() - DAY_MS;
  for (const partitionKey of deadLetterSources) {
    const unresolved = tables.table('DeadLetters').query({
      partitionKey,
      where: [{ column: 'State', is: 'ne', cell: { type: 'String', value: 'replayed' } }],
      select: ['DeadAt'],
    });
    for await (const page of unresolved) {
      for (const row of page) {
        counts.unresolved += 1;
        const deadAt = parseDateTime(row.cells.DeadAt?.value);
        // Without a readable time it may be new.
        if (deadAt === undefined || toDate(deadAt).getTime() >= since) counts.recent += 1;
      }
      if (counts.unresolved < MOST_ROWS_COUNTED) continue;
      counts.stopped = true;
      break;
    }
  }
  return counts;
}
