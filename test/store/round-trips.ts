/** How often a reader of storage waits: requests that are under way together are one round trip. */

import { setImmediate } from 'node:timers/promises';
import type { MemoryTables } from '../../src/adapters/memory/tables.ts';

/** Answers requests only once nothing can go on without one, and then all of them. */
export async function roundTripsOf(
  storage: MemoryTables,
  work: (tables: MemoryTables) => Promise<unknown>,
): Promise<number> {
  let asked: Array<() => void> = [];
  const tables = storage.seenThrough(({ phase }) =>
    phase === 'before' ? new Promise<void>((answer) => asked.push(answer)) : undefined,
  );
  let isDone = false;
  const working = work(tables).finally(() => {
    isDone = true;
  });
  let roundTrips = 0;
  for (;;) {
    await setImmediate();
    if (isDone) break;
    if (asked.length === 0) continue;
    roundTrips += 1;
    const answered = asked;
    asked = [];
    for (const answer of answered) answer();
  }
  await working;
  return roundTrips;
}
