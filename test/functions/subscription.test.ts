import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  CLIENT_STATE,
  cellValue,
  type PipelineWorld,
  pipelineInMemory,
  READABLE_AT_ONCE,
  readCall,
  reasons,
} from './pipeline-world.ts';

interface ListedSubscription {
  readonly id: string;
  readonly changeType: string;
  readonly notificationUrl: string;
  readonly expirationDateTime: string;
}

async function subscriptionsInGraph(world: PipelineWorld): Promise<ReadonlyArray<ListedSubscription>> {
  const { body } = await world.tenant.respond({
    method: 'GET',
    url: 'http://127.0.0.1:4280/v1.0/subscriptions',
    headers: { authorization: 'Bearer simulated-graph' },
  });
  return (JSON.parse(body) as { value: ReadonlyArray<ListedSubscription> }).value;
}

/** A second subscription like ours, with a secret that we do not know. */
async function subscribeAsSomebodyElse(world: PipelineWorld): Promise<void> {
  await world.tenant.respond({
    method: 'POST',
    url: 'http://127.0.0.1:4280/v1.0/subscriptions',
    headers: { authorization: 'Bearer simulated-graph', 'content-type': 'application/json' },
    body: JSON.stringify({
      changeType: 'updated',
      resource: '/communications/callRecords',
      notificationUrl: 'http://127.0.0.1:7071/api/notifications',
      lifecycleNotificationUrl: 'http://127.0.0.1:7071/api/lifecycle',
      expirationDateTime: new Date(world.clock.now().getTime() + 3_600_000 * 60).toISOString(),
      clientState: 'somebody-else-wrote-this-one',
    }),
  });
}

const count = (world: PipelineWorld, type: string) =>
  world.events.filter((event) => event.type === type).length;

async function expectCallsToFlow(world: PipelineWorld): Promise<void> {
  const call = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
  await world.settle();
  expect((await readCall(world, call.callId)).version).toBe(1n);
}

describe('the subscription', () => {
  it('is created at the first run, for updates, with both URLs, for nearly the longest time', async () => {
    const world = await pipelineInMemory();
    const [subscription, ...more] = await subscriptionsInGraph(world);
    expect(more).toEqual([]);
    expect(subscription).toMatchObject({
      changeType: 'updated',
      notificationUrl: 'http://127.0.0.1:7071/api/notifications',
      lifecycleNotificationUrl: 'http://127.0.0.1:7071/api/lifecycle',
    });
    const minutesLeft =
      (Date.parse(subscription?.expirationDateTime ?? '') - world.clock.now().getTime()) / 60_000;
    expect(minutesLeft).toBe(4200);
    await expectCallsToFlow(world);
  });

  it('is renewed every six hours and never expires in a week', async () => {
    const world = await pipelineInMemory();
    await world.pass(7 * 24 * 60, 120);
    expect(count(world, 'subscriptionCreated')).toBe(1);
    expect(count(world, 'subscriptionExpired')).toBe(0);
    expect(count(world, 'subscriptionRenewed')).toBe(7 * 4);
    await expectCallsToFlow(world);
  });

  it('deleted outside is created again within a minute, and the gap is written down', async () => {
    const world = await pipelineInMemory();
    await world.pass(30);
    world.tenant.faults.add('subscription-removed');
    await world.pass(1);
    expect(await subscriptionsInGraph(world)).toHaveLength(1);
    const rows = await world.tenantRows('Subscriptions');
    expect(rows.map((row) => cellValue(row, 'State')).sort()).toEqual(['gone', 'live']);
    const live = rows.find((row) => cellValue(row, 'State') === 'live');
    const gapMilliseconds =
      Date.parse(String(cellValue(live, 'GapTo'))) - Date.parse(String(cellValue(live, 'GapFrom')));
    expect(gapMilliseconds).toBe(60_000);
    await expectCallsToFlow(world);
  });

  it('is renewed at once when Graph asks for it', async () => {
    const world = await pipelineInMemory();
    await world.pass(20);
    world.tenant.faults.add('lifecycle-reauthorization-required');
    await world.settle();
    await world.pass(1);
    expect(count(world, 'subscriptionRenewed')).toBe(1);
    await world.pass(5);
    expect(count(world, 'subscriptionRenewed')).toBe(1);
    await expectCallsToFlow(world);
  });

  it('is renewed when Graph asks for it the moment it has created it', async () => {
    const world = await pipelineInMemory({ subscribed: false });
    world.tenant.faults.add('lifecycle-reauthorization-required');
    await world.pass(15);
    expect(count(world, 'subscriptionRenewed')).toBe(1);
    await expectCallsToFlow(world);
  });

  it.each([
    ['reauthorizationRequired', 'ReauthorizationRequiredAt'],
    ['subscriptionRemoved', 'SubscriptionRemovedAt'],
    ['missed', 'MissedAt'],
  ])('remembers the lifecycle event %s before it is acknowledged', async (lifecycleEvent, column) => {
    const world = await pipelineInMemory();
    const [subscription] = await subscriptionsInGraph(world);
    const body = {
      value: [
        {
          subscriptionId: subscription?.id,
          clientState: CLIENT_STATE,
          lifecycleEvent,
          tenantId: world.tenant.tenantId,
          subscriptionExpirationDateTime: subscription?.expirationDateTime,
        },
      ],
    };
    expect((await world.post(JSON.stringify(body), '/api/lifecycle')).status).toBe(202);
    const [row] = await world.tenantRows('Subscriptions');
    expect(Date.parse(String(cellValue(row, column)))).toBe(world.clock.now().getTime());
  });

  it('is not looked at before the time that Graph has named', async () => {
    const world = await pipelineInMemory();
    const looks = () =>
      world.events.filter(
        (event) => event.type === 'requestAnswered' && event.operation === 'getSubscription',
      ).length;
    world.tenant.faults.add('unavailable', { target: 'subscriptions', retryAfter: '300' });
    world.clock.advance({ minutes: 1 });
    expect(await world.host.runTimer('maintain')).toMatchObject({ outcome: 'failed' });
    const before = looks();
    const other = await world.instance({});
    for (let minute = 1; minute < 5; minute += 1) {
      world.clock.advance({ minutes: 1 });
      expect(await other.runTimer('maintain')).toMatchObject({ outcome: 'succeeded' });
    }
    expect(looks()).toBe(before);
    world.clock.advance({ minutes: 1 });
    await other.runTimer('maintain');
    expect(looks()).toBe(before + 1);
  });

  it('that Graph wrongly calls gone on renewal is kept', async () => {
    const world = await pipelineInMemory();
    world.tenant.faults.add('renewal-not-found');
    await world.pass(7 * 60, 30);
    expect(count(world, 'subscriptionCreated')).toBe(1);
    expect(count(world, 'subscriptionRenewed')).toBe(1);
  });

  it('is single: duplicates are deleted', async () => {
    const world = await pipelineInMemory({ behaviour: { duplicateSubscriptions: 'accept' } });
    await subscribeAsSomebodyElse(world);
    expect(await subscriptionsInGraph(world)).toHaveLength(2);
    await world.pass(10);
    expect(await subscriptionsInGraph(world)).toHaveLength(1);
    await expectCallsToFlow(world);
  });

  it('is renewed although a duplicate of it cannot be deleted', async () => {
    const world = await pipelineInMemory({ behaviour: { duplicateSubscriptions: 'accept' } });
    await subscribeAsSomebodyElse(world);
    world.tenant.faults.add('forbidden', {
      target: 'subscriptions',
      count: 100_000,
      when: ({ method }) => method === 'DELETE',
    });
    await world.pass(12 * 60, 60);
    expect(count(world, 'subscriptionRenewed')).toBe(2);
  });

  it('that could not serve for five hours leaves a gap of five hours', async () => {
    const world = await pipelineInMemory();
    const [row] = await world.tenantRows('Subscriptions');
    await world.overwrite('Subscriptions', row, 'ClientStateHash', { type: 'String', value: 'another' });
    const refused = world.tenant.faults.add('forbidden', {
      target: 'subscriptions',
      count: 100_000,
      when: ({ method }) => method === 'POST',
    });
    await world.pass(5 * 60, 30);
    refused.remove();
    await world.pass(1);
    const created = (await world.tenantRows('Subscriptions')).find((other) => other.rowKey !== row?.rowKey);
    const gap =
      Date.parse(String(cellValue(created, 'GapTo'))) - Date.parse(String(cellValue(created, 'GapFrom')));
    expect(gap / 60_000).toBe(301);
  });

  it('leaves no gap when its secret is rotated as planned', async () => {
    const previous = 'the-secret-before-this-one';
    const world = await pipelineInMemory({
      settings: { GRAPH_CLIENT_STATE_PREVIOUS: previous },
      behaviour: { duplicateSubscriptions: 'accept' },
    });
    const [row] = await world.tenantRows('Subscriptions');
    const value = createHash('sha256').update(previous).digest('hex');
    await world.overwrite('Subscriptions', row, 'ClientStateHash', { type: 'String', value });
    await world.pass(10);
    const live = (await world.tenantRows('Subscriptions')).filter(
      (other) => cellValue(other, 'State') === 'live',
    );
    expect(live.map(({ rowKey }) => rowKey)).not.toContain(row?.rowKey);
    expect(live.map((other) => cellValue(other, 'GapFrom'))).toEqual([undefined]);
  });

  it.each(['reject', 'accept'] as const)(
    'whose secret we no longer know is replaced, where Graph would %s a second one',
    async (duplicateSubscriptions) => {
      const world = await pipelineInMemory({ behaviour: { duplicateSubscriptions } });
      const [before] = await subscriptionsInGraph(world);
      const [row] = await world.tenantRows('Subscriptions');
      await world.overwrite('Subscriptions', row, 'ClientStateHash', { type: 'String', value: 'another' });
      await world.pass(10);
      const after = await subscriptionsInGraph(world);
      expect(after).toHaveLength(1);
      expect(after[0]?.id).not.toBe(before?.id);
      await expectCallsToFlow(world);
    },
  );
});

describe('health', () => {
  const health = async (world: PipelineWorld) => {
    const response = await world.host.http('/api/health');
    return { status: response.status, body: (await response.json()) as unknown };
  };

  it('is well once the subscription lives', async () => {
    const world = await pipelineInMemory();
    expect(await health(world)).toEqual({ status: 200, body: { status: 'healthy', reasons: [] } });
  });

  it('is unwell before anything has run', async () => {
    const world = await pipelineInMemory({ subscribed: false });
    expect(await health(world)).toEqual({
      status: 503,
      body: { status: 'unhealthy', reasons: ['noLiveSubscription', 'maintainNotSucceeding'] },
    });
  });

  it('says that the permission is missing, and recovers when it is granted', async () => {
    const world = await pipelineInMemory({ subscribed: false });
    const consent = world.tenant.faults.add('forbidden', { target: 'subscriptions', count: 1000 });
    await world.host.runTimer('maintain');
    expect((await health(world)).body).toMatchObject({
      reasons: ['permissionMissing', 'noLiveSubscription', 'maintainNotSucceeding'],
    });
    consent.remove();
    await world.pass(1);
    expect((await health(world)).status).toBe(200);
  });

  it('says that the subscription expired while nothing could renew it', async () => {
    const world = await pipelineInMemory();
    world.clock.advance({ minutes: 4201 });
    expect((await health(world)).body).toMatchObject({
      reasons: ['noLiveSubscription', 'maintainNotSucceeding', 'reconcileNotSucceeding'],
    });
  });

  it('says to operators that notifications of our own subscription carry a secret we do not know, and gives strangers no sign of it', async () => {
    const world = await pipelineInMemory();
    const [row] = await world.tenantRows('Subscriptions');
    const { value } = world.notificationsFor(['0f7c8d1e-9b2a-4c3d-8e5f-6a7b8c9d0e1f']);
    const wrong = { ...value[0], subscriptionId: row?.rowKey, clientState: 'the-secret-before-last' };
    await world.post(JSON.stringify({ value: [wrong] }));
    expect(await reasons(world)).toEqual(['clientStateMismatch']);
    world.clock.advance({ minutes: 1 });
    expect(await reasons(world)).toEqual(['clientStateMismatch']);
    // A caller who has guessed the id of a subscription does not learn so, and does not keep the test from outside red.
    expect(await health(world)).toEqual({ status: 200, body: { status: 'healthy', reasons: [] } });
  });

  it('is not moved by probers who forge notifications of subscriptions that are not ours', async () => {
    const world = await pipelineInMemory();
    await world.post(JSON.stringify({ value: [{ subscriptionId: 'a1b2c3d4-e5f6-4a5b-8c9d-0e1f2a3b4c5d' }] }));
    expect((await health(world)).status).toBe(200);
    expect(await world.tenantRows('Subscriptions')).toHaveLength(1);
  });

  it('says that messages were given up on, and status shows the counts, the remedy and the next command', async () => {
    const world = await pipelineInMemory();
    const { value } = world.notificationsFor(['not-a-guid']);
    await world.post(JSON.stringify({ value }));
    world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 600, notifiedAfterSeconds: 0 });
    await world.settle();
    expect((await health(world)).body).toMatchObject({ reasons: ['deadLetters'] });
    const status = (await (await world.host.http('/api/status')).json()) as Record<string, unknown>;
    expect(status).toMatchObject({
      status: 'unhealthy',
      reasons: [
        {
          code: 'deadLetters',
          remedy: expect.stringContaining('DeadLetters'),
          next: './callrecords dead-letters',
        },
      ],
      state: { pendingWaiting: 1, pendingUnavailable: 0, deadLettersUnresolved: 1, queueLength: 0 },
    });
  });
});
