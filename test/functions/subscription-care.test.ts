/** What can become of a subscription, and that no call is lost over it: over Azurite, with the simulated Graph. */

import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SimulatorEvent } from '../../tools/graph-simulator/model/events.ts';
import type { WebhookAnswer } from '../../tools/graph-simulator/model/transport.ts';
import { type StorageProxy, startStorageProxy } from '../storage-proxy.ts';
import {
  CLIENT_STATE,
  cellValue,
  type PipelineWorld,
  type PipelineWorldOptions,
  pipelineWorld,
  readCall,
} from './pipeline-world.ts';

const READABLE = { kind: 'peer-to-peer', readableAfterSeconds: 0, notifiedAfterSeconds: 0 } as const;
/** A call with one version, which ends now. */
const ONE_VERSION = { ...READABLE, versions: [{}], durationSeconds: 60 } as const;
const DAY = 24 * 60;
const GRAPH = 'http://127.0.0.1:4280/v1.0';
const MOVED = 'http://127.0.0.1:7099';
const TIMED_OUT: WebhookAnswer = { error: 'timeout' };

/** Covers a day back: fewer hours to list than 30 days have. */
const world = (options: PipelineWorldOptions = {}) =>
  pipelineWorld({ ...options, settings: { BACKFILL_DAYS: '1', ...options.settings } });

async function worldBehindProxy(options: PipelineWorldOptions = {}) {
  const proxies: Array<StorageProxy> = [];
  const at = await world({
    ...options,
    storage: async (account) => {
      const proxy = await startStorageProxy(account);
      proxies.push(proxy);
      return proxy.connectionString;
    },
  });
  const [proxy] = proxies;
  if (proxy === undefined) throw new Error('no proxy was started');
  return { at, proxy };
}

async function inGraph({ tenant }: PipelineWorld): Promise<ReadonlyArray<Record<string, string>>> {
  const headers = { authorization: 'Bearer simulated-graph' };
  const { body } = await tenant.respond({ method: 'GET', url: `${GRAPH}/subscriptions`, headers });
  return JSON.parse(body).value;
}

/** A subscription of our app that this program did not make, or does not know of. */
async function subscribe({ tenant, clock }: PipelineWorld, changes: object): Promise<string> {
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
async function adopt(at: PipelineWorld, id: string): Promise<void> {
  const value = createHash('sha256').update(CLIENT_STATE).digest('hex');
  await at.write('Subscriptions', id, { ClientStateHash: { type: 'String', value } });
}

const count = (at: PipelineWorld, type: SimulatorEvent['type']) =>
  at.events.filter((event) => event.type === type).length;

const logged = (at: PipelineWorld, event: string) =>
  at.log.flatMap(({ message }) => (message.startsWith(`{"event":"${event}"`) ? [JSON.parse(message)] : []));

async function reasons(at: PipelineWorld): Promise<unknown> {
  return ((await (await at.host.http('/api/health')).json()) as { reasons: unknown }).reasons;
}

async function expectCallsToFlow(at: PipelineWorld): Promise<void> {
  const { callId } = at.tenant.startCall(ONE_VERSION);
  await at.settle();
  expect((await readCall(at, callId)).version).toBe(1n);
}

/** Reconcile lists what is due, which takes a few runs, and maintain releases what it finds. */
async function reconcileAndFetch(at: PipelineWorld, runs = 3): Promise<void> {
  for (let run = 0; run < runs; run += 1) {
    await at.host.runTimer('reconcile');
    await at.pass(1);
  }
}

/** A stored call of so many days ago, at an age at which no check of its hour is near. */
async function oldCall(at: PipelineWorld, days: number): Promise<string> {
  await at.host.runTimer('reconcile');
  const { callId } = at.tenant.startCall(ONE_VERSION);
  await at.settle();
  await at.pass(days * DAY, 12 * 60);
  await reconcileAndFetch(at, 2);
  expect((await readCall(at, callId)).version).toBe(1n);
  return callId;
}

async function expectNewVersionFound(at: PipelineWorld, callId: string): Promise<void> {
  await at.pass(160, 80);
  await reconcileAndFetch(at);
  expect((await readCall(at, callId)).version).toBe(2n);
}

describe('a subscription that ended', () => {
  it('while nothing ran is created again, and what was published meanwhile is found', async () => {
    const at = await world();
    const callId = await oldCall(at, 8);
    at.clock.advance({ minutes: 2 * DAY });
    at.tenant.publishVersion(callId);
    const unheard = at.tenant.startCall(ONE_VERSION).callId;
    at.obstruct(() => ({ error: 'unreachable' }));
    await at.tenant.deliverDue();
    at.clock.advance({ minutes: 2 * DAY });
    await at.tenant.deliverDue();
    expect(count(at, 'subscriptionExpired')).toBe(1);
    at.obstruct(() => undefined);
    await at.host.runTimer('maintain');
    expect(await inGraph(at)).toHaveLength(1);
    await expectNewVersionFound(at, callId);
    expect((await readCall(at, unheard)).version).toBe(1n);
  });

  it('and could not be created again for two days costs no version of a call of ten days ago', async () => {
    const at = await world();
    const callId = await oldCall(at, 10);
    at.tenant.faults.add('subscription-removed');
    const refused = at.tenant.faults.add('server-error', {
      target: 'subscriptions',
      count: 100_000,
      when: ({ method }) => method === 'POST',
    });
    at.tenant.publishVersion(callId);
    await at.pass(2 * DAY, 60);
    expect((await readCall(at, callId)).version).toBe(1n);
    refused.remove();
    await expectNewVersionFound(at, callId);
  });

  it('between the list and the renewal is created at once', async () => {
    const at = await world();
    at.clock.advance({ minutes: 7 * 60 });
    at.tenant.faults.add('renewal-not-found', {
      when: () => {
        at.tenant.faults.add('subscription-removed');
        return true;
      },
    });
    await at.host.runTimer('maintain');
    expect(count(at, 'subscriptionCreated')).toBe(2);
    expect(await inGraph(at)).toHaveLength(1);
    await expectCallsToFlow(at);
  });

  it('never ends while renewals fail for two days', async () => {
    const at = await world();
    at.tenant.faults.add('server-error', {
      target: 'renewals',
      until: new Date(at.clock.now().getTime() + 2 * DAY * 60_000),
    });
    await at.pass(5 * DAY, 60);
    expect(count(at, 'subscriptionExpired')).toBe(0);
    expect(count(at, 'subscriptionCreated')).toBe(1);
    await expectCallsToFlow(at);
  });
});

describe.each(['reject', 'accept'] as const)(
  'where Graph would %s a second subscription',
  (duplicateSubscriptions) => {
    it('one whose webhook has moved is replaced, and calls flow to the new place', async () => {
      const at = await world({ behaviour: { duplicateSubscriptions } });
      at.use(await at.instance({ WEBHOOK_BASE_URL: MOVED }));
      at.obstruct(({ origin }) => (origin === MOVED ? undefined : { error: 'unreachable' }));
      await at.pass(1);
      expect(await inGraph(at)).toEqual([
        expect.objectContaining({
          notificationUrl: `${MOVED}/api/notifications`,
          lifecycleNotificationUrl: `${MOVED}/api/lifecycle`,
        }),
      ]);
      await expectCallsToFlow(at);
      await at.pass(60, 10);
      expect(count(at, 'subscriptionCreated')).toBe(2);
    });

    it('one whose lifecycle events go elsewhere is replaced', async () => {
      const at = await world({ subscribed: false, behaviour: { duplicateSubscriptions } });
      const id = await subscribe(at, { lifecycleNotificationUrl: `${MOVED}/api/lifecycle` });
      await adopt(at, id);
      await at.host.runTimer('maintain');
      const [subscription, ...more] = await inGraph(at);
      expect(more).toEqual([]);
      expect(subscription?.id).not.toBe(id);
      expect(subscription?.lifecycleNotificationUrl).toBe('http://127.0.0.1:7071/api/lifecycle');
      await expectCallsToFlow(at);
    });

    it('one whose creation was never confirmed is replaced by one that we know', async () => {
      const at = await world({ subscribed: false, behaviour: { duplicateSubscriptions } });
      at.tenant.faults.add('truncated-body', {
        target: 'subscriptions',
        when: ({ method }) => method === 'POST',
      });
      await at.host.runTimer('maintain');
      expect(await at.tenantRows('Subscriptions')).toEqual([]);
      const [unconfirmed] = await inGraph(at);
      // It carries our secret: what it brings is not lost.
      await expectCallsToFlow(at);
      await at.pass(1);
      const [subscription, ...more] = await inGraph(at);
      expect(more).toEqual([]);
      expect(subscription?.id).not.toBe(unconfirmed?.id);
      await expectCallsToFlow(at);
    });

    it('one whose row could not be written is replaced by one that we know', async () => {
      const { at, proxy } = await worldBehindProxy({
        subscribed: false,
        behaviour: { duplicateSubscriptions },
      });
      proxy.failWhen(({ method, path }) =>
        method === 'PATCH' && path.startsWith('/Subscriptions') ? { status: 500 } : undefined,
      );
      await at.host.runTimer('maintain');
      expect(await inGraph(at)).toHaveLength(1);
      expect(await at.tenantRows('Subscriptions')).toEqual([]);
      proxy.heal();
      await at.pass(2);
      expect(await inGraph(at)).toHaveLength(1);
      await at.pass(60, 10);
      expect(count(at, 'subscriptionCreated')).toBe(2);
      await expectCallsToFlow(at);
      await proxy.close();
    });
  },
);

describe('a subscription of our app', () => {
  it('whose webhook alone has moved is renewed with the new address', async () => {
    const at = await world({ subscribed: false });
    // For an hour Graph asks for no lifecycle URL, and then gives none back.
    const id = await subscribe(at, {
      notificationUrl: `${MOVED}/api/notifications`,
      lifecycleNotificationUrl: null,
      expirationDateTime: new Date(at.clock.now().getTime() + 50 * 60_000).toISOString(),
    });
    await adopt(at, id);
    await at.host.runTimer('maintain');
    expect(await inGraph(at)).toEqual([
      expect.objectContaining({ id, notificationUrl: 'http://127.0.0.1:7071/api/notifications' }),
    ]);
    await expectCallsToFlow(at);
  });

  it('to something else is none of our business', async () => {
    const at = await world();
    const other = await subscribe(at, { changeType: 'created', clientState: 'another-program' });
    await at.pass(7 * 60, 60);
    expect((await inGraph(at)).map(({ id }) => id)).toContain(other);
    expect(await at.tenantRows('Subscriptions')).toHaveLength(1);
  });

  it('that another deployment has made is deleted, with a warning that names its host', async () => {
    const at = await world({ behaviour: { duplicateSubscriptions: 'accept' } });
    await subscribe(at, { notificationUrl: `${MOVED}/api/notifications`, clientState: 'of-the-other-one' });
    await at.pass(1);
    expect(await inGraph(at)).toHaveLength(1);
    expect(logged(at, 'foreignSubscriptionDeleted')).toEqual([
      expect.objectContaining({ host: '127.0.0.1:7099' }),
    ]);
    await expectCallsToFlow(at);
  });
});

describe('a lifecycle event', () => {
  it('reauthorizationRequired is answered by whoever runs after a crash right after the 202', async () => {
    const at = await world();
    await at.pass(20);
    at.tenant.faults.add('lifecycle-reauthorization-required');
    const { callId } = at.tenant.startCall(ONE_VERSION);
    await at.settle();
    expect((await readCall(at, callId)).version).toBeUndefined();
    at.use(await at.instance({}));
    await at.pass(1);
    expect(count(at, 'subscriptionRenewed')).toBe(1);
    expect((await readCall(at, callId)).version).toBe(1n);
  });

  it('subscriptionRemoved is answered by whoever runs after a crash right after the 202', async () => {
    const at = await world();
    const callId = await oldCall(at, 4);
    at.tenant.faults.add('lifecycle-subscription-removed');
    at.tenant.publishVersion(callId);
    await at.settle();
    at.use(await at.instance({}));
    await at.pass(1);
    expect(await inGraph(at)).toHaveLength(1);
    await expectNewVersionFound(at, callId);
  });

  it('missed is answered by whoever runs after a crash right after the 202', async () => {
    const at = await world();
    const callId = await oldCall(at, 4);
    at.tenant.publishVersion(callId, { notify: false });
    at.tenant.faults.add('lifecycle-missed');
    await at.settle();
    at.use(await at.instance({}));
    await expectNewVersionFound(at, callId);
  });

  it('is not acknowledged before it is kept, and comes again', async () => {
    const { at, proxy } = await worldBehindProxy();
    await at.pass(20);
    proxy.failWhen(({ path }) => (path.startsWith('/Subscriptions') ? { status: 500 } : undefined));
    at.tenant.faults.add('lifecycle-reauthorization-required');
    await at.settle();
    const answers = () =>
      at.events.flatMap((event) => (event.type === 'notificationAnswered' ? [event.status] : []));
    expect(answers()).toEqual([503]);
    proxy.heal();
    await at.pass(2);
    expect(answers()).toEqual([503, 202]);
    await at.pass(1);
    expect(count(at, 'subscriptionRenewed')).toBe(1);
    await proxy.close();
  });
});

describe('all hours', () => {
  const dueHours = async (at: PipelineWorld) =>
    (await at.tenantRows('Coverage')).filter(
      (row) => String(cellValue(row, 'NextCheckAt')) <= at.clock.now().toISOString(),
    ).length;

  it.each([
    ['a gap', '/Subscriptions', (at: PipelineWorld) => void at.tenant.faults.add('subscription-removed')],
    ['missed', '/Subscriptions', (at: PipelineWorld) => void at.tenant.faults.add('lifecycle-missed')],
    [
      'hours without success',
      '/PipelineStatus',
      (at: PipelineWorld) => at.clock.advance({ minutes: 5 * 60 }),
    ],
  ])('are made due again after a crash before it was noted: %s', async (_, marksIn, happens) => {
    const { at, proxy } = await worldBehindProxy();
    await at.host.runTimer('reconcile');
    happens(at);
    await at.settle();
    await at.pass(1);
    expect(await dueHours(at)).toBeLessThan(10);
    // The hours are made due, and then the process ends: no mark, and no check.
    proxy.failWhen(({ method, path }) =>
      method === 'PATCH' && path.startsWith(marksIn) ? { status: 500 } : undefined,
    );
    await at.host.runTimer('reconcile');
    expect(logged(at, 'allHoursDue')).toEqual([]);
    expect(await dueHours(at)).toBeGreaterThan(20);
    proxy.heal();
    await at.host.runTimer('reconcile');
    expect(logged(at, 'allHoursDue')).toHaveLength(1);
    await at.pass(5);
    await at.host.runTimer('reconcile');
    expect(logged(at, 'allHoursDue')).toHaveLength(1);
    expect(await dueHours(at)).toBeLessThan(5);
    await proxy.close();
  });

  it('are made due after five hours without storage, in which Graph gave up', async () => {
    const { at, proxy } = await worldBehindProxy();
    const callId = await oldCall(at, 4);
    proxy.failWhen(() => ({ status: 503 }));
    at.tenant.publishVersion(callId);
    await at.pass(5 * 60, 10);
    expect(count(at, 'notificationDropped')).toBe(1);
    proxy.heal();
    await at.pass(1);
    await expectNewVersionFound(at, callId);
    expect(await reasons(at)).toEqual([]);
    await proxy.close();
  });

  it('are made due after five hours in which Graph answered nothing about subscriptions', async () => {
    const at = await world();
    const callId = await oldCall(at, 4);
    at.tenant.faults.add('server-error', {
      target: 'subscriptions',
      until: new Date(at.clock.now().getTime() + 5 * 3_600_000),
    });
    at.tenant.publishVersion(callId, { notify: false });
    await at.pass(5 * 60 + 10, 10);
    await expectNewVersionFound(at, callId);
  });
});

describe('a first start', () => {
  it('whose webhook answers the validation too late says so, and what happened meanwhile is fetched', async () => {
    const at = await world({ subscribed: false });
    at.obstruct(({ searchParams }) => (searchParams.has('validationToken') ? TIMED_OUT : undefined));
    await at.host.runTimer('maintain');
    await at.host.runTimer('reconcile');
    const { callId } = at.tenant.startCall(ONE_VERSION);
    await at.pass(3 * 60, 20);
    expect(await reasons(at)).toEqual(
      expect.arrayContaining(['noLiveSubscription', 'maintainNotSucceeding']),
    );
    const status = await (await at.host.http('/api/status')).json();
    expect(status).toMatchObject({
      state: { subscriptionFailure: expect.stringContaining('POST /subscriptions: 400 InvalidRequest') },
    });
    at.obstruct(() => undefined);
    await at.pass(1);
    await expectCallsToFlow(at);
    await reconcileAndFetch(at, 1);
    expect((await readCall(at, callId)).version).toBe(1n);
    expect(await reasons(at)).toEqual([]);
  });

  it('two days before consent is given says so, and fetches what happened until then', async () => {
    const at = await world({ subscribed: false });
    const consent = at.tenant.faults.add('forbidden', { count: 100_000 });
    const calls: Array<string> = [];
    for (let day = 0; day < 2; day += 1) {
      calls.push(at.tenant.startCall({ ...ONE_VERSION, id: randomUUID() }).callId);
      await at.host.runTimer('reconcile');
      await at.pass(DAY, 120);
    }
    expect(await reasons(at)).toContain('permissionMissing');
    consent.remove();
    await at.pass(1);
    await reconcileAndFetch(at);
    for (const callId of calls) expect((await readCall(at, callId)).version, callId).toBe(1n);
    expect(await reasons(at)).toEqual([]);
    await expectCallsToFlow(at);
  });
});

describe('a webhook that moves to where Graph cannot reach it', () => {
  it.each(['reject', 'accept'] as const)(
    'is said, and loses nothing, where Graph would %s a second subscription',
    async (duplicateSubscriptions) => {
      const at = await world({ behaviour: { duplicateSubscriptions } });
      const callId = await oldCall(at, 4);
      at.obstruct(({ origin }) => (origin === MOVED ? TIMED_OUT : undefined));
      const before = at.host;
      at.use(await at.instance({ WEBHOOK_BASE_URL: MOVED }));
      at.tenant.publishVersion(callId);
      await at.pass(60, 5);
      expect(await reasons(at)).toContain('maintainNotSucceeding');
      at.use(before);
      await at.pass(1);
      await expectNewVersionFound(at, callId);
      expect(await inGraph(at)).toHaveLength(1);
      expect(await reasons(at)).toEqual([]);
    },
  );
});
