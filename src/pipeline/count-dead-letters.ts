/** Counts the dead letters that nothing has been done about. */

import { parseDateTime, toDateTime } from '../domain/date-time.ts';
import type { Clock, Tables } from '../ports.ts';
import { MOST_ROWS_COUNTED } from './count-pending.ts';
import { deadLetterSources } from './dead-letter.ts';

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
    // A question of its own: rows come oldest first, and counting all of them may stop before the new ones.
    for await (const page of table.query({ partitionKey, where: [UNRESOLVED, isNew], select })) {
      counts.recent += page.length;
      if (counts.recent >= MOST_ROWS_COUNTED) break;
    }
    for await (const page of table.query({ partitionKey, where: [UNRESOLVED], select })) {
      counts.unresolved += page.length;
      // Without a readable time it may be new.
      counts.recent += page.filter(({ cells }) => parseDateTime(cells.DeadAt?.value) === undefined).length;
      if (counts.unresolved < MOST_ROWS_COUNTED) continue;
      counts.stopped = true;
      break;
    }
  }
  return counts;
}
