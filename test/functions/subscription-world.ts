/** Worlds in which something becomes of the subscription, and what tests ask of them. */

import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { SimulatorEvent } from '../../lab/graph/events.ts';
import type { WebhookResponse } from '../../lab/graph/transport.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { type Hour, hourOf, hoursFrom } from '../../src/reconcile/coverage.ts';
import { coverage } from '../../src/tables/declarations/coverage.ts';
import { inBatches } from '../../src/tables/row-limits.ts';
import { toCells } from '../../src/tables/table.ts';
import { pipelineOverBusyStorage } from './busy-storage.ts';
import {
  CLIENT_STATE,
  type PipelineWorld,
  type PipelineWorldOptions,
  pipelineInMemory,
  readCall,
} from './pipeline-world.ts';

const READABLE = { kind: 'peer-to-peer', readableAfterSeconds: 0, notifiedAfterSeconds: 0 } as const;
/** A call with one version, which ends now. */
export const ONE_VERSION = { ...READABLE, versions: [{}], durationSeconds: 60 } as const;
export const DAY = 24 * 60;
const GRAPH = 'http://127.0.0.1:4280/v1.0';
export const MOVED = 'http://127.0.0.1:7099';
export const TIMED_OUT: WebhookResponse = { error: 'timeout' };

/** Covers a day back: fewer hours to list than 30 days have. */
const aDayBack = (options: PipelineWorldOptions): PipelineWorldOptions => ({
  ...options,
  settings: { BACKFILL_DAYS: '1', ...options.settings },
});

export const world = (options: PipelineWorldOptions = {}) => pipelineInMemory(aDayBack(options));

export const worldOverBusyStorage = (options: PipelineWorldOptions = {}) =>
  pipelineOverBusyStorage(aDayBack(options));

export async function inGraph({ tenant }: PipelineWorld): Promise<ReadonlyArray<Record<string, string>>> {
  const headers = { authorization: 'Bearer simulated-graph' };
  const { body } = await tenant.respond({ method: 'GET', url: `${GRAPH}/subscriptions`, headers });
  return JSON.parse(body).value;
}

/** A subscription of our app that this program did not make, or does not know of. */
export async function subscribe({ tenant, clock }: PipelineWorld, changes: object): Promise<string> {
  const { status, body } = await tenant.respond({
    method: 'POST',
    url: `${GRAPH}/subscriptions`,
    headers: { authorization: 'Bearer simulated-graph', 'content-type': 'application/json' },
    body: JSON.stringify({
      changeType: 'updated',
      resource: 'communications/callRecords',
      notificationUrl: 'http://127.0.0.1:7071/api/notifications',
      lifecycleNotificationUrl: 'http://127.0.0.1:7071/api/lifecycle',
      expirationDateTime: new Date(clock.now().getTime() + 60 * 3_600_000).toISOString(),
      clientState: CLIENT_STATE,
      ...changes,
    }),
  });
  expect(status).toBe(201);
  return JSON.parse(body).id;
}

/** Lets the program believe that it has made a subscription, with our secret. */
export async function adopt(at: PipelineWorld, id: string): Promise<void> {
  const value = createHash('sha256').update(CLIENT_STATE).digest('hex');
  await at.write('Subscriptions', id, { ClientStateHash: { type: 'String', value } });
}

export const count = (at: PipelineWorld, type: SimulatorEvent['type']) =>
  at.events.filter((event) => event.type === type).length;

export const logged = (at: PipelineWorld, event: string) =>
  at.log.flatMap(({ message }) => (message.startsWith(`{"event":"${event}"`) ? [JSON.parse(message)] : []));

export async function expectCallsToFlow(at: PipelineWorld): Promise<void> {
  const { callId } = at.tenant.startCall(ONE_VERSION);
  await at.settle();
  expect((await readCall(at, callId)).version).toBe(1n);
}

/** Reconcile lists what is due, which takes a few runs, and maintain releases what it finds. */
export async function reconcileAndFetch(at: PipelineWorld, runs = 3): Promise<void> {
  for (let run = 0; run < runs; run += 1) {
    await at.host.runTimer('reconcile');
    await at.pass(1);
  }
}

/** A stored call of so many days ago, and the hours since then as reconcile leaves them: none is due for a week. */
export async function oldCall(at: PipelineWorld, days: number): Promise<string> {
  await at.host.runTimer('reconcile');
  const since = at.clock.now();
  const { callId } = at.tenant.startCall(ONE_VERSION);
  await at.settle();
  await at.pass(days * DAY, 12 * 60);
  expect((await readCall(at, callId)).version).toBe(1n);
  await settleHours(at, hourOf(since));
  return callId;
}

/** Listing hundreds of empty hours, one by one, would take the test longer than all else. */
async function settleHours(at: PipelineWorld, first: Hour): Promise<void> {
  const now = at.clock.now();
  const nextWeek = toDateTime(new Date(now.getTime() + 7 * DAY * 60_000));
  const cells = toCells(coverage, { CheckedAt: toDateTime(now), NextCheckAt: nextWeek });
  const before = (await at.tenantRows('Coverage')).map(({ rowKey }) => rowKey);
  const hours = new Set([...before, ...hoursFrom(first, hourOf(now))]);
  const rows = Array.from(hours, (rowKey) => ({ partitionKey: at.tenant.tenantId, rowKey, cells }));
  const table = at.tables.table('Coverage');
  for (const batch of inBatches(rows)) await table.batch(batch.map((row) => ({ kind: 'merge', row })));
}

export async function expectNewVersionFound(at: PipelineWorld, callId: string): Promise<void> {
  await at.pass(160, 80);
  await reconcileAndFetch(at, 2);
  expect((await readCall(at, callId)).version).toBe(2n);
}
