/** The example: some days of calls in the simulated tenant, stored by the real pipeline. */

import type { CallKind } from '../../../lab/graph/call-kinds.ts';
import { createMemoryTables, type MemoryTables } from '../../../src/adapters/memory/tables.ts';
import { systemClock } from '../../../src/adapters/system.ts';
import { callsOfDay } from '../../../src/calls/calls-of-day.ts';
import { callsOfUser } from '../../../src/calls/calls-of-user.ts';
import { readCall, type StoredCall } from '../../../src/calls/read-call.ts';
import { parseDateTime } from '../../../src/language/date-time.ts';
import type { CallId, TenantId } from '../../../src/language/identifiers.ts';
import { createStore, type Store } from '../../../src/rows/store.ts';
import { type ExamplePipeline, type ExampleTables, startExamplePipeline } from './pipeline.ts';

export interface ExampleWeek {
  readonly tenantId: TenantId;
  /** UTC days, `yyyy-MM-dd`. */
  readonly monday: string;
  readonly yesterday: string;
  readonly today: string;
  /** A call of yesterday with poor audio. */
  readonly callId: CallId;
  readonly generation: string;
  /** Who started it. */
  readonly userId: string;
}

const SEED = 41;
const START = new Date('2026-11-20T13:00:00Z');
const MONDAY = '2026-11-23';
const YESTERDAY = '2026-11-24';
const TODAY = '2026-11-25';

/** Readable and notified as soon as it has ended, in one version. */
const AT_ONCE = { readableAfterSeconds: 0, notifiedAfterSeconds: 0, versions: [{}] } as const;

/** Two meetings of many, so that there are people with more than one call; and two days of calls between few. */
const CALLS: ReadonlyArray<{
  readonly until: string;
  readonly kind: CallKind;
  readonly count: number;
}> = [
  { until: '2026-11-20T15:00:00Z', kind: 'large-meeting', count: 1 },
  { until: `${MONDAY}T11:00:00Z`, kind: 'large-meeting', count: 1 },
  { until: `${MONDAY}T15:00:00Z`, kind: 'peer-to-peer', count: 6 },
  { until: `${YESTERDAY}T11:30:00Z`, kind: 'meeting', count: 2 },
  { until: `${YESTERDAY}T15:20:00Z`, kind: 'group-call', count: 3 },
  { until: `${YESTERDAY}T16:50:00Z`, kind: 'peer-to-peer', count: 30 },
];

/** Between the ends of two calls. */
const APART_MS = 14 * 60_000;

let inMemory: Promise<ExampleWeek & { readonly tables: MemoryTables }> | undefined;

/** The week in memory, played once for all who only read it. */
export function weekInMemory(): NonNullable<typeof inMemory> {
  inMemory ??= (async () => {
    const tables = createMemoryTables();
    return { ...(await playWeek(tables)), tables };
  })();
  return inMemory;
}

/** Lets the days pass over new, empty tables. */
export async function playWeek(tables: ExampleTables): Promise<ExampleWeek> {
  const pipeline = await startExamplePipeline(tables, { seed: SEED, start: START });
  await pipeline.passUntil(START);
  for (const { until, kind, count } of CALLS) {
    const last = new Date(until);
    await pipeline.passUntil(last);
    for (let call = 0; call < count; call += 1) {
      const endedAt = new Date(last.getTime() - call * APART_MS);
      pipeline.tenant.startCall({ kind, endedAt, ...AT_ONCE });
    }
    await pipeline.passUntil(last);
  }
  await unheard(pipeline);
  await trouble(pipeline);
  const { tenantId } = pipeline;
  const { call, userId } = await shownCall(createStore({ tables, tenantId, clock: systemClock }));
  const { CallId, Generation } = call.head;
  return {
    tenantId,
    monday: MONDAY,
    yesterday: YESTERDAY,
    today: TODAY,
    callId: CallId as CallId,
    generation: Generation,
    userId,
  };
}

/** Last night: a call of which Graph told nobody, in an hour with others. Listing finds it. */
async function unheard({ tenant, passUntil, reconcile, summarize }: ExamplePipeline): Promise<void> {
  await passUntil(new Date(`${YESTERDAY}T20:30:00Z`));
  tenant.faults.add('notification-dropped');
  tenant.startCall({ kind: 'peer-to-peer', ...AT_ONCE });
  await passUntil(new Date(`${YESTERDAY}T20:31:00Z`));
  tenant.startCall({ kind: 'peer-to-peer', ...AT_ONCE });
  await passUntil(new Date(`${YESTERDAY}T23:40:00Z`));
  await reconcile();
  await summarize();
}

/** This morning: a meeting that Graph refuses, and a record that cannot be read yet. */
async function trouble({ tenant, passUntil }: ExamplePipeline): Promise<void> {
  await passUntil(new Date(`${TODAY}T09:00:00Z`));
  const refused = tenant.startCall({ kind: 'large-meeting', ...AT_ONCE });
  tenant.faults.add('bad-request', { callId: refused.callId, count: 100 });
  for (let minute = 1; minute <= 5; minute += 1) await passUntil(new Date(`${TODAY}T09:0${minute}:00Z`));
  tenant.startCall({ kind: 'peer-to-peer', ...AT_ONCE, readableAfterSeconds: 3_600 });
  await passUntil(new Date(`${TODAY}T09:06:00Z`));
}

/** The call of yesterday between two, with poor audio, whose caller had the most calls since Monday. */
async function shownCall(store: Store): Promise<{ readonly call: StoredCall; readonly userId: string }> {
  let found: { call: StoredCall; userId: string; calls: number } | undefined;
  for await (const { rows } of callsOfDay(store, YESTERDAY)) {
    for (const head of rows) {
      if (head.CallType !== 'peerToPeer' || !head.AudioPoorStreamCount) continue;
      const call = await readCall(store, head.CallId as CallId);
      const userId = call?.sessions[0]?.CallerIdentityId;
      if (call === undefined || userId === undefined) continue;
      const calls = await callsSinceMonday(store, userId);
      if (found === undefined || calls > found.calls) found = { call, userId, calls };
    }
  }
  if (found === undefined) throw new Error('nobody called with poor audio: the example needs another seed');
  return found;
}

async function callsSinceMonday(store: Store, userId: string): Promise<number> {
  const since = parseDateTime(`${MONDAY}T00:00:00Z`);
  let calls = 0;
  for await (const { rows } of callsOfUser(store, userId, since === undefined ? {} : { since })) {
    calls += rows.length;
  }
  return calls;
}
