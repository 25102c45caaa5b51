/** Times that a clock has noted which was ten days ahead, and a timer whose clock is. */

import { createMemoryQueue } from '../../../src/adapters/memory/queue.ts';
import { createMemoryTables } from '../../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../../src/adapters/system.ts';
import { forget } from '../../../src/forget/forget.ts';
import { toDate, toDateTime } from '../../../src/language/date-time.ts';
import type { CallId } from '../../../src/language/identifiers.ts';
import { DAY_MS } from '../../../src/language/milliseconds.ts';
import { silentLog } from '../../../src/logs/log.ts';
import { releasePending } from '../../../src/pending/release-pending.ts';
import { createStore, type Store } from '../../../src/rows/store.ts';
import type { PendingCallRecordValues } from '../../../src/tables/declarations/pending-call-records.ts';
import { createDoor } from '../../../src/withheld/door.ts';
import { readWithheld } from '../../../src/withheld/withheld.ts';
import { CALL_ID, TENANT_ID } from '../../exploration/call-versions.ts';
import { ManualClock } from '../../manual-clock.ts';
import { HOUR, MINUTE } from '../../worlds/plan/plan.ts';
import { aCall, at, broken, inWorld, mustBeStoredBy } from './proof.ts';
import { publishesUnheard } from './subscription.ts';

const AHEAD_MS = 10 * DAY_MS;
const ahead = ({ clock }: Store) => toDateTime(new Date(clock.now().getTime() + AHEAD_MS));

/** The row of the call once what is due was sent. */
async function released(noted: (store: Store) => Partial<PendingCallRecordValues>) {
  const clock = new ManualClock();
  const store = createStore({ tables: createMemoryTables(), tenantId: TENANT_ID, clock });
  const now = toDateTime(clock.now());
  const waiting = { State: 'waiting', Reason: 'notFound', FirstSeenAt: now, NextAttemptAt: now } as const;
  await store.pending.upsert(CALL_ID, { ...waiting, ...noted(store) });
  const queue = createMemoryQueue(clock);
  const { calls } = await releasePending({ store, queue, latencyWindowMinutes: 150, log: silentLog });
  const row = await store.pending.get(CALL_ID);
  return { calls, now: clock.now(), values: row && store.pending.valuesIn(row) };
}

export const wrongClockProofs = {
  'a clock that was days ahead has noted when Graph may be asked again': inWorld(
    { calls: [aCall()], clearsAt: 5 * HOUR },
    at(MINUTE, async ({ fleet }) => {
      const store = fleet.any()?.application.store;
      if (store !== undefined) await store.status.merge('reconcile', { NotBefore: ahead(store) });
    }),
    publishesUnheard(20 * MINUTE),
    mustBeStoredBy(4 * HOUR),
  ),

  'the clock of every instance is thirty hours behind while a call is told of': inWorld(
    {
      calls: [aCall({ endsAt: 150, notifiedAfterSeconds: 0, readableAfterSeconds: 30 * MINUTE })],
      clearsAt: 5 * HOUR,
    },
    at(149, ({ fleet }) => fleet.working().map((instance) => instance.setClock(-30 * HOUR * 1000))),
    at(10 * MINUTE, ({ fleet }) => fleet.working().map((instance) => instance.setClock(30 * HOUR * 1000))),
    mustBeStoredBy(45 * MINUTE),
  ),

  'a clock that was thirty hours behind has noted when a waiting call was first seen': inWorld(
    {
      calls: [aCall({ endsAt: 2 * MINUTE, notifiedAfterSeconds: 0, readableAfterSeconds: HOUR })],
      clearsAt: 5 * HOUR,
    },
    at(3 * MINUTE, async ({ fleet, calls }) => {
      const store = fleet.any()?.application.store;
      const [callId] = calls.keys();
      const row = await store?.pending.get(callId as CallId);
      if (store === undefined || row === undefined) return;
      await store.pending.change(row, {
        FirstSeenAt: toDateTime(new Date(store.clock.now().getTime() - 30 * HOUR * 1000)),
      });
    }),
    mustBeStoredBy(70 * MINUTE),
  ),

  'a clock that was days ahead has noted when a waiting call is tried again': async () => {
    const { calls } = await released((store) => ({ NextAttemptAt: ahead(store) }));
    return calls === 1 ? [] : [broken('drained', 'a call waits for ten days')];
  },

  'a clock that was days ahead has noted when a waiting call was first seen': async () => {
    const { now, values } = await released((store) => ({ FirstSeenAt: ahead(store) }));
    const isAhead = values?.FirstSeenAt === undefined || toDate(values.FirstSeenAt) > now;
    if (!isAhead) return [];
    return [broken('patience', 'for ten days a call is asked for every two minutes')];
  },

  'a run of forget has a clock that is weeks ahead': async () => {
    const right = new ManualClock('2026-11-24T09:00:00Z');
    const tables = createMemoryTables({ now: () => right.now() });
    const store = createStore({ tables, tenantId: TENANT_ID, clock: right });
    const now = toDateTime(right.now());
    const erasure = { RequestedAt: now, Ids: '["ada-0000001"]', Pseudonym: 'erased-0', FinishedAt: now };
    await store.withheld.upsert(`erasure_${now}_0`, erasure);
    const off = createStore({
      tables,
      tenantId: TENANT_ID,
      clock: new ManualClock(new Date(right.now().getTime() + 5 * AHEAD_MS)),
    });
    const forgetting = { store: off, random: systemRandom, door: createDoor(off), log: silentLog };
    await forget(forgetting).catch(() => undefined);
    const [kept] = (await readWithheld(store)).erasures;
    if (kept?.values.Ids !== undefined) return [];
    return [broken('forgotten', 'the next version of a call brings back the erased person')];
  },
};
