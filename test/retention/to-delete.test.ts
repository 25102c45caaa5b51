/** What is said before calls are deleted: how many, and what that costs. */

import { expect, it } from 'vitest';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import type { Day } from '../../src/language/day.ts';
import { deleteListedCalls } from '../../src/retention/delete-day.ts';
import { countCallsBefore } from '../../src/retention/to-delete.ts';
import { inStore, numberedCall, store, watched } from '../store/call-in-store.ts';

const NO_SIGNAL = new AbortController().signal;

it.each([
  ['small calls', 2, 3],
  ['large calls', 250, 120],
])(
  'of %s says at most the requests that deleting them takes, and hardly more',
  async (_, people, sessions) => {
    const storage = createMemoryTables();
    const participants = Array.from({ length: people }, (_, index) => `user ${index}`);
    const callers = Array.from({ length: sessions }, (_, index) => `user ${index % people}`);
    for (let call = 1; call <= 3; call += 1)
      await store(storage, { callId: numberedCall(call), participants, callers });
    const seen: Array<number> = [];
    const day = '2026-11-24' as Day;
    const estimate = await countCallsBefore(inStore(storage), day, (calls) => seen.push(calls));
    expect(estimate).toMatchObject({ calls: 3, days: 1, firstDay: '2026-11-23' });
    expect(seen).toEqual([3]);

    const { tables, requests } = watched(storage);
    await deleteListedCalls(inStore(tables), '2026-11-23' as Day, NO_SIGNAL, () => undefined);
    expect(storage.rows('CallsByDay')).toEqual([]);
    expect(requests.length).toBeLessThanOrEqual(estimate.requests + 1);
    expect(requests.length).toBeGreaterThan(estimate.requests * 0.9);
  },
);
