/** What health says while days pass: over Azurite and the simulated Graph, in virtual time. */

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CallSpec } from '../../lab/graph/call.ts';
import { eventually } from '../../lab/host/test/eventually.ts';
import { type StorageProxy, startStorageProxy } from '../storage-proxy.ts';
import { isTable, pipelineOverBusyStorage } from './busy-storage.ts';
import {
  cellValue,
  type PipelineWorld,
  type PipelineWorldOptions,
  pipelineInMemory,
  readCall,
  reasons,
} from './pipeline-world.ts';

const AT_ONCE = { kind: 'peer-to-peer', readableAfterSeconds: 0, notifiedAfterSeconds: 0 } as const;

/** Begins within an hour: what ends now has not begun before the first hour that is listed. */
async function world(options: PipelineWorldOptions = {}): Promise<PipelineWorld> {
  const settings = { BACKFILL_DAYS: '0', ...options.settings };
  const at = await pipelineInMemory({ reconciles: true, ...options, settings });
  at.clock.advance({ minutes: 10 });
  return at;
}

const call = (at: PipelineWorld, spec: CallSpec = {}) =>
  at.tenant.startCall({ ...AT_ONCE, versions: [{}], durationSeconds: 60, ...spec }).callId;

async function state(at: PipelineWorld): Promise<Record<string, unknown>> {
  const response = await at.host.http('/api/status');
  return ((await response.json()) as { state: Record<string, unknown> }).state;
}

/** Lets hours pass in steps of minutes; the reasons after each step, and when the first of each came. */
async function watch(at: PipelineWorld, hours: number, step: number, eachStep = () => {}) {
  const firstAt = new Map<string, number>();
  const from = at.clock.now().getTime();
  while (at.clock.now().getTime() - from < hours * 3_600_000) {
    eachStep();
    await at.settle();
    await at.pass(step, step);
    for (const reason of await reasons(at)) {
      if (!firstAt.has(reason)) firstAt.set(reason, (at.clock.now().getTime() - from) / 3_600_000);
    }
  }
  return firstAt;
}

const never = new Map<string, number>();

describe('a healthy pipeline', () => {
  it('stays healthy over a quiet weekend', async () => {
    const at = await world();
    const callId = call(at);
    await at.settle();
    await at.pass(5, 5);
    expect(await watch(at, 62, 120)).toEqual(never);
    expect((await readCall(at, callId)).version).toBe(1n);
    expect(await state(at)).toMatchObject({
      coverage: {
        days: [
          { day: '2026-11-23', listed: 1, stored: 1, missing: 0 },
          { day: '2026-11-24', listed: 0 },
          { day: '2026-11-25', listed: 0 },
        ],
      },
    });
  });

  it('stays healthy when one notification of many is lost, and the call is stored', async () => {
    const at = await world();
    let lost: string | undefined;
    const seen = await watch(at, 9, 20, () => {
      const callId = randomUUID();
      if (lost === undefined && at.clock.now().getUTCHours() === 11) {
        lost = callId;
        at.tenant.faults.add('notification-dropped', { callId });
      }
      call(at, { id: callId });
    });
    expect(seen).toEqual(never);
    expect((await readCall(at, lost ?? '')).version).toBe(1n);
  });

  it('is healthy from its first minute, while the calls of the days before are fetched', async () => {
    const at = await world({ subscribed: false, settings: { BACKFILL_DAYS: '3' } });
    const calls = [5, 30, 70].map((hoursAgo) => {
      const id = randomUUID();
      at.tenant.faults.add('notification-dropped', { callId: id });
      return call(at, { id, endedAt: new Date(at.clock.now().getTime() - hoursAgo * 3_600_000) });
    });
    await at.settle();
    await at.host.runTimer('maintain');
    expect(await reasons(at)).toEqual([]);
    expect(await watch(at, 4, 10)).toEqual(never);
    for (const callId of calls) expect((await readCall(at, callId)).version).toBe(1n);
  });
});

describe('a first start with more calls than the queue takes at once', () => {
  it('is healthy while they wait for their turn, and not once they are left waiting', async () => {
    const at = await world();
    const past = { type: 'DateTime', value: '2026-11-23T07:00:00.0000000Z' } as const;
    for (let number = 0; number < 3_010; number += 1) {
      await at.write('PendingCallRecords', randomUUID(), {
        State: { type: 'String', value: 'waiting' },
        Reason: { type: 'String', value: 'reconcile' },
        FirstSeenAt: past,
        NextAttemptAt: past,
      });
    }
    await at.host.runTimer('maintain');
    expect(await reasons(at)).toEqual([]);
    expect(await state(at)).toMatchObject({ pending: { oldestDueAt: past.value.replace('0000Z', 'Z') } });
    // maintain does not run any more.
    at.clock.advance({ minutes: 11 });
    expect(await reasons(at)).toEqual(['queueStalled', 'maintainNotSucceeding', 'pendingOverdue']);
  });
});

describe('notifications', () => {
  it('that stop while people go on calling are missed, and the first that comes again ends it', async () => {
    const at = await world();
    call(at);
    const until = new Date(at.clock.now().getTime() + 10 * 3_600_000);
    await at.settle();
    at.tenant.faults.add('notification-dropped', { until });
    const calls: Array<string> = [];
    const seen = await watch(at, 10, 30, () => calls.push(call(at)));
    expect([...seen.keys()]).toEqual(['noNotifications']);
    // Three hours without one, and what listing needs to be sure: the latency window of the call that shows it.
    expect(seen.get('noNotifications')).toBeGreaterThan(5.5);
    expect(seen.get('noNotifications')).toBeLessThanOrEqual(7);
    expect((await readCall(at, calls[3] ?? '')).version).toBe(1n);

    call(at);
    await at.settle();
    await at.pass(1);
    expect(await reasons(at)).toEqual([]);
  });

  it('are not missed for calls during a gap of the subscription that is over', async () => {
    const at = await world();
    call(at);
    await at.settle();
    await at.pass(1);
    at.tenant.faults.add('subscription-removed');
    const refused = at.tenant.faults.add('forbidden', {
      target: 'subscriptions',
      count: 100_000,
      when: ({ method }) => method === 'POST',
    });
    const during = await watch(at, 5, 15, () => call(at));
    expect([...during.keys()]).toContain('noLiveSubscription');
    expect(await state(at)).toMatchObject({ noSubscriptionSince: '2026-11-23T09:11:00.000Z' });
    refused.remove();
    await at.pass(1);
    expect(await reasons(at)).toEqual([]);
    expect(await watch(at, 8, 15)).toEqual(never);
  });

  it('are not missed for calls while the pipeline itself was down for ten hours', async () => {
    const at = await world();
    call(at);
    await at.settle();
    await at.pass(1);
    for (let hour = 0; hour < 10; hour += 1) {
      const id = randomUUID();
      at.tenant.faults.add('notification-dropped', { callId: id });
      call(at, { id });
      at.clock.advance({ minutes: 60 });
    }
    expect(await reasons(at)).toEqual(['maintainNotSucceeding', 'reconcileNotSucceeding', 'reconcileBehind']);
    await at.pass(5, 5);
    expect(await reasons(at)).toEqual([]);
    expect(await watch(at, 6, 30)).toEqual(never);
    expect(await state(at)).toMatchObject({
      coverage: { days: [{ listed: 11, stored: 11, missing: 0 }, {}] },
    });
  });
});

describe('reconcile', () => {
  it('that does not run is named after half an hour', async () => {
    const at = await world({ reconciles: false });
    const seen = await watch(at, 1, 5);
    expect([...seen.keys()]).toEqual(['reconcileNotSucceeding']);
    // It was ten minutes old when watching began.
    expect(seen.get('reconcileNotSucceeding')).toBeCloseTo(25 / 60);
    await at.host.runTimer('reconcile');
    await at.pass(1);
    expect(await reasons(at)).toEqual([]);
  });

  it('that runs and does not keep up says so, and how far it is behind', async () => {
    const at = await world({ settings: { BACKFILL_DAYS: '25' } });
    let asked = 0;
    const slow = at.tenant.faults.add('throttled', {
      count: 100_000,
      retryAfter: '15',
      when: ({ operation }) => operation.kind === 'listCallRecords' && asked++ % 2 === 0,
    });
    const seen = await watch(at, 3, 5);
    expect([...seen.keys()]).toEqual(['reconcileBehind']);
    expect(seen.get('reconcileBehind')).toBeGreaterThan(2);
    const { coverage, reconcile } = (await state(at)) as {
      coverage: { hoursDue: number };
      reconcile: { oldestDueAt: string };
    };
    expect(coverage.hoursDue).toBeGreaterThan(100);
    expect(Date.parse(reconcile.oldestDueAt)).toBeLessThan(at.clock.now().getTime() - 2 * 3_600_000);
    slow.remove();
    await at.pass(30, 5);
    expect(await reasons(at)).toEqual([]);
    expect(await state(at)).toMatchObject({ coverage: { hoursDue: 0 } });
  });

  it('whose list shows a call that cannot be fetched for hours says that coverage is incomplete', async () => {
    const at = await world();
    const id = randomUUID();
    at.tenant.faults.add('notification-dropped', { callId: id });
    const missing = at.tenant.faults.add('not-found', { callId: id, count: 100_000 });
    call(at, { id });
    const seen = await watch(at, 9, 20);
    expect([...seen.keys()].sort()).toEqual(['coverageIncomplete', 'pendingTooOld']);
    expect(await state(at)).toMatchObject({ coverage: { days: [{ listed: 1, stored: 0, missing: 1 }] } });
    missing.remove();
    await at.pass(60, 20);
    expect((await readCall(at, id)).version).toBe(1n);
    expect(await reasons(at)).toEqual(['coverageIncomplete']);
    const [hour] = await at.tenantRows('Coverage');
    const past = { type: 'DateTime', value: '2026-11-23T00:00:00.0000000Z' } as const;
    await at.overwrite('Coverage', hour, 'NextCheckAt', past);
    await at.pass(5, 5);
    expect(await reasons(at)).toEqual([]);
    expect(await state(at)).toMatchObject({ coverage: { days: [{ listed: 1, stored: 1, missing: 0 }] } });
  });
});

describe('a call that Graph has told of and never shows', () => {
  it('is named once its record should have appeared, and given up visibly after a day', async () => {
    const at = await world();
    await at.post(JSON.stringify(at.notificationsFor([randomUUID()])));
    const seen = await watch(at, 20, 30);
    expect([...seen.keys()]).toEqual(['pendingTooOld']);
    expect(seen.get('pendingTooOld')).toBeGreaterThan(4);
    expect(seen.get('pendingTooOld')).toBeLessThanOrEqual(4.5);
    await at.pass(6 * 60, 60);
    expect(await reasons(at)).toEqual([]);
    expect(await state(at)).toMatchObject({ pendingWaiting: 0, pendingUnavailable: 1 });
  });
});

describe('a probe', () => {
  it('gets 503 within five seconds while storage accepts connections and never answers', async () => {
    let proxy: StorageProxy | undefined;
    const at = await pipelineInMemory({
      storage: async (account) => {
        proxy = await startStorageProxy(account);
        return proxy.connectionString;
      },
    });
    const asked = new Set<string>();
    proxy?.failWhen(({ service }) => {
      asked.add(service);
      return 'silent';
    });
    const answer = at.host.http('/api/health');
    await eventually(() => asked.size === 2);
    at.clock.advance({ seconds: 5 });
    const response = await answer;
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: 'unhealthy',
      reasons: ['tablesUnreachable', 'queueUnreachable'],
    });
    // The time was over, long before a request to storage is given up.
    for (const event of ['tablesUnreachable', 'queueUnreachable']) {
      const line = at.log.find(({ message }) => message.includes(`"event":"${event}"`))?.message;
      expect(JSON.parse(line ?? '{}')).toMatchObject({ error: 'DeadlineExceeded' });
    }
    await proxy?.close();
  });
});

describe('each run of maintain', () => {
  const observed = (at: PipelineWorld): Record<string, unknown> => {
    const lines = at.log.filter(({ message }) => message.includes('"event":"pipelineObserved"'));
    return JSON.parse(lines.at(-1)?.message ?? '{}') as Record<string, unknown>;
  };

  it('ends by saying in one event how the pipeline stands', async () => {
    const at = await world();
    call(at);
    const waiting = call(at, { readableAfterSeconds: 3600 });
    const { value } = at.notificationsFor(['not-a-guid']);
    await at.post(JSON.stringify({ value }));
    await at.settle();
    await at.pass(30, 5);
    expect(observed(at)).toEqual({
      event: 'pipelineObserved',
      reasons: 'deadLetters',
      queueLength: 0,
      poisonedMessages: 0,
      pendingWaiting: 1,
      pendingUnavailable: 0,
      pendingSecondLooks: 0,
      pendingIncomplete: 0,
      oldestPendingSeconds: 30 * 60,
      oldestNotFoundSeconds: 30 * 60,
      oldestDueSeconds: 0,
      newDeadLetters: 1,
      deadLettersOfCalls: 0,
      deadLettersUnresolved: 1,
      listed24h: 0,
      stored24h: 0,
      missing24h: 0,
      unlisted24h: 0,
      subscriptionSecondsLeft: (4200 - 10 - 30) * 60,
      reconcileOverdueSeconds: 0,
    });
    await at.pass(6 * 60, 20);
    expect((await readCall(at, waiting)).version).toBe(1n);
    expect(observed(at)).toMatchObject({ listed24h: 2, stored24h: 2, missing24h: 0, pendingWaiting: 0 });
  });

  it('says that tables do not answer, and nothing that only they could tell', async () => {
    const { at, storage } = await pipelineOverBusyStorage();
    storage.failWhen(isTable);
    const run = await at.host.runTimer('maintain');
    expect(run.outcome).toBe('failed');
    expect(observed(at)).toEqual({
      event: 'pipelineObserved',
      reasons: 'tablesUnreachable',
      queueLength: 0,
      poisonedMessages: 0,
    });
    storage.heal();
    await at.pass(1);
    expect(observed(at)).toMatchObject({ reasons: '', pendingWaiting: 0 });
    expect(cellValue((await at.tenantRows('Subscriptions'))[0], 'State')).toBe('live');
  });
});
