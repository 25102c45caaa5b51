/** Two instances whose timers fire at the same instant, and whose clocks differ. */

import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { requestErasure } from '../../src/forget/request.ts';
import type { Tables } from '../../src/ports/storage.ts';
import { createStore } from '../../src/rows/store.ts';
import { beginRun } from '../../src/status/one-run.ts';
import { numberedCall, once, store, tenantId } from '../store/call-in-store.ts';
import { ForgetTimer } from './timer.ts';

const BEN = 'b0000000-0000-4000-8000-000000000001';

function storeBehind(at: ForgetTimer, through: Tables, seconds: number) {
  const clock = new ManualClock(new Date(at.clock.now().getTime() - seconds * 1_000));
  return createStore({ tables: through, tenantId, clock });
}

describe.each(['forget', 'retain'] as const)('a run of %s', (timer) => {
  it.each([0, 1, 60, 14 * 60])('does not begin beside another whose clock is %i s ahead', async (seconds) => {
    const at = new ForgetTimer();
    expect(await beginRun(at.working().store, timer)).toBe(true);
    expect(await beginRun(storeBehind(at, at.tables, seconds), timer)).toBe(false);
  });

  it('begins beside a claim that a clock made which was an hour ahead', async () => {
    const at = new ForgetTimer();
    await beginRun(at.working().store, timer);
    expect(await beginRun(storeBehind(at, at.tables, 3_600), timer)).toBe(true);
  });
});

it('an erasure takes the person out although two runs were under way and one died', async () => {
  const at = new ForgetTimer();
  const participants = ['ada', { user: { id: BEN, displayName: 'Ben Benson', tenantId } }];
  for (let n = 1; n <= 3; n += 1) await store(at.tables, { callId: numberedCall(n), participants });
  await requestErasure(at.working().store, systemRandom, [BEN]);
  at.clock.advance({ minutes: 75 });
  let isDead = false;
  const dying = at.tables.seenThrough(({ table, operation, phase }) => {
    const dies = table === 'CallsByUser' && operation === 'delete' && phase === 'after';
    isDead ||= dies;
    if (isDead) throw new Error('the process ended');
  });
  // The first run has read what is to be done, and waits for storage. A clock an hour behind lets the second begin.
  const first = once(at.tables, { table: 'Withheld', operation: 'query', phase: 'after' }, async () => {
    const second = createStore({ tables: dying, tenantId, clock: at.clock });
    await at.working().store.status.update('forget', (row) => ({
      write: { ...(row && second.status.readableIn(row)), NotBefore: undefined },
      result: undefined,
    }));
    await expect(forget({ ...at.working(dying), store: second })).rejects.toThrow('the process ended');
  });
  await forget(at.working(first));
  expect(isDead).toBe(true);
  await at.untilFinished();
  expect(await at.isFinished()).toBe(true);
  expect(at.naming(BEN)).toEqual([]);
});
