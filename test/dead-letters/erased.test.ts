/** Messages that others put into the queue, and that name somebody who is erased. */

import { expect, it } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import type { Intercept, TableRequest } from '../../src/adapters/memory/intercept.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { type DeadLetter, writeDeadLetter } from '../../src/dead-letters/dead-letter.ts';
import { requestErasure } from '../../src/forget/request.ts';
import { silentLog } from '../../src/logs/log.ts';
import { DeadlineExceeded } from '../../src/ports/clock.ts';
import { createStore } from '../../src/rows/store.ts';
import { callId, tenantId } from '../store/call-in-store.ts';

const USER = '7aab7892-2ff6-4822-a528-32255f8477cd';

function letters(intercept: Intercept<TableRequest> = () => undefined) {
  const clock = new ManualClock();
  const tables = createMemoryTables();
  const through = tables.seenThrough(intercept);
  const store = createStore({ tables: through, tenantId, clock });
  const write = (letter: Partial<DeadLetter>) =>
    writeDeadLetter(store, silentLog, {
      source: 'call-records',
      messageId: 'a message',
      receivedAt: clock.now(),
      reason: 'not ours',
      body: { user: USER },
      mayReplay: false,
      ...letter,
    });
  const bodies = () => tables.rows('DeadLetters').map(({ cells }) => cells.Body?.value);
  return { clock, store, write, bodies };
}

it.each([
  ['came before', {}],
  [
    'was put back after it, which does not say when it came',
    { receivedAt: new Date('2026-11-24T09:00:00Z') },
  ],
  ['names a call, too', { callId }],
])(
  'a message about somebody who was erased meanwhile is kept without them: one that %s',
  async (_which, of) => {
    const { clock, store, write, bodies } = letters();
    const receivedAt = clock.now();
    clock.advance({ minutes: 1 });
    await requestErasure(store, systemRandom, [USER]);
    clock.advance({ minutes: 9 * 60 });
    await write({ receivedAt, ...of });
    expect(bodies()).toEqual([expect.stringMatching(/^{"user":"erased-[0-9a-f]{16}"}$/)]);
  },
);

it('a process that stood still after it looked up who is erased writes no letter', async () => {
  const { clock, write, bodies } = letters(({ table, phase }) => {
    if (table === 'Withheld' && phase === 'after') clock.advance({ minutes: 3 * 60 });
  });
  await expect(write({})).rejects.toBeInstanceOf(DeadlineExceeded);
  expect(bodies()).toEqual([]);
});

it('a message that shows a telephone and a name beside the id of somebody who is erased is kept without all of them', async () => {
  const { store, write, bodies } = letters();
  await requestErasure(store, systemRandom, [USER]);
  const organizer = { phone: { id: '+15555550123' }, user: { id: USER, displayName: 'Ada Lovelace' } };
  const other = { user: { id: 'ben-0000001', displayName: 'Ben' } };
  await write({ body: { organizer, other, calledBack: '+15555550123', number: 42 } });
  const [body] = bodies();
  expect(body).not.toMatch(/15555550123|Ada/);
  expect(JSON.parse(String(body))).toMatchObject({ other, number: 42 });
});
