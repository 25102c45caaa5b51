/** Messages that others put into the queue, and that name somebody who is erased. */

import { expect, test } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { writeDeadLetter } from '../../src/dead-letters/dead-letter.ts';
import { requestErasure } from '../../src/forget/request.ts';
import { parseTenantId, type TenantId } from '../../src/language/identifiers.ts';
import { silentLog } from '../../src/logs/log.ts';
import { createStore } from '../../src/rows/store.ts';

const USER = '7aab7892-2ff6-4822-a528-32255f8477cd';

test('a message that waited while somebody was erased is kept without them, and one that comes later as it came', async () => {
  const clock = new ManualClock();
  const tables = createMemoryTables();
  const tenantId = parseTenantId('3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90') as TenantId;
  const store = createStore({ tables, tenantId, clock });
  const letter = {
    source: 'call-records',
    reason: 'not ours',
    body: { user: USER },
    mayReplay: false,
  } as const;
  const queued = clock.now();
  clock.advance({ minutes: 1 });
  await requestErasure(store, systemRandom, [USER]);
  clock.advance({ minutes: 9 * 60 });
  await writeDeadLetter(store, silentLog, { ...letter, messageId: 'before', receivedAt: queued });
  await writeDeadLetter(store, silentLog, { ...letter, messageId: 'after', receivedAt: clock.now() });
  const bodies = tables.rows('DeadLetters').map(({ cells }) => cells.Body?.value);
  expect(bodies).toEqual([
    expect.stringMatching(/^{"user":"erased-[0-9a-f]{16}"}$/),
    JSON.stringify({ user: USER }),
  ]);
});
