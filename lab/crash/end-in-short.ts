/** What is there in the end, counted. */

import type { EndState } from './end-state.ts';

/** `CallRecords 1, CallsByDay 1, DeadLetters operator 1, …`, by table, and by state where rows have one. */
export function inShort({ lines }: EndState): string {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const kind = kindOf(line);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ');
}

function kindOf(line: string): string {
  const [table = '', , state = ''] = line.split(' ', 3);
  return table === 'DeadLetters' || table === 'PendingCallRecords' ? `${table} ${state}` : table;
}
