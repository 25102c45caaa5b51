import { describe, expect, it } from 'vitest';
import type { WebhookResponse } from '../transport.ts';
import { accepted, type Json, virtualTenant } from './virtual-tenant.ts';

const unavailable: WebhookResponse = { status: 503, contentType: '', body: '', elapsedMilliseconds: 20 };
const slow = (elapsedMilliseconds: number): WebhookResponse => ({ ...accepted, elapsedMilliseconds });

describe('a change notification', () => {
  it('has the shape of the published sample and the secret of its subscription', async () => {
    const world = virtualTenant();
    const { id } = await world.subscribe();
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    await world.pass(5);
    const [delivery] = world.deliveries;
    expect(delivery?.url).toBe('https://pipeline.example/api/notifications?code=abc');
    expect(delivery?.value).toEqual([
      {
        subscriptionId: id,
        clientState: 'the secret',
        changeType: 'created',
        resource: expect.stringMatching(new RegExp(`^/?communications/callRecords/${callId}$`)),
        subscriptionExpirationDateTime: '2026-11-26T07:00:00.000+00:00',
        resourceData: {
          '@odata.type': expect.stringMatching(/^#microsoft\.graph\.callrecord$/i),
          '@odata.id': `communications/callRecords/${callId}`,
          id: callId,
        },
        tenantId: world.tenant.tenantId,
      },
    ]);
  });

  it('comes for the first version and each later one under "updated", once under "created"', async () => {
    const world = virtualTenant({ behaviour: { duplicateSubscriptions: 'accept' } });
    const changes = {
      created: await world.subscribe({ changeType: 'created' }),
      updated: await world.subscribe(),
    };
    world.tenant.startCall({
      kind: 'peer-to-peer',
      readableAfterSeconds: 60,
      notifiedAfterSeconds: 60,
      versions: [{}, { afterSeconds: 600 }, { afterSeconds: 600 }],
    });
    await world.pass(60);
    const told = (subscriptionId: string): ReadonlyArray<string> =>
      world.deliveries
        .flatMap(({ value }) => value)
        .filter((element: Json) => element.subscriptionId === subscriptionId)
        .map((element: Json) => element.changeType);
    expect(told(changes.created.id)).toEqual(['created']);
    expect(told(changes.updated.id)).toEqual(['created', 'updated', 'updated']);
  });

  it('may come long before the record can be read', async () => {
    const world = virtualTenant();
    await world.subscribe();
    const { callId } = world.tenant.startCall({
      kind: 'peer-to-peer',
      readableAfterSeconds: 100 * 60,
      notifiedAfterSeconds: 60,
    });
    await world.pass(2);
    expect(world.callIds()).toEqual([callId]);
    expect((await world.send('GET', `/communications/callRecords/${callId}`)).status).toBe(404);
  });

  it('shares its POST with others that are due', async () => {
    const world = virtualTenant();
    await world.subscribe();
    for (let index = 0; index < 60; index += 1) {
      world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 30, notifiedAfterSeconds: 30 });
    }
    await world.pass(1);
    expect(world.callIds()).toHaveLength(60);
    expect(world.deliveries.length).toBeLessThan(30);
    expect(Math.max(...world.deliveries.map(({ value }) => value.length))).toBeLessThanOrEqual(20);
  });

  it('is tried again with growing pauses until the webhook takes it', async () => {
    const world = virtualTenant();
    await world.subscribe();
    world.webhook = () => unavailable;
    world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0, versions: [{}] });
    await world.pass(60);
    const times = world.deliveries.map(({ at }) => at.getTime());
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(pauses.length).toBeGreaterThan(4);
    expect(pauses.every((pause, index) => index === 0 || pause > (pauses[index - 1] ?? 0))).toBe(true);
    expect(world.deliveries.map(({ request }) => request.timeLimitMilliseconds)).toEqual([
      3_000,
      ...pauses.map(() => 10_000),
    ]);
    world.webhook = () => undefined;
    await world.pass(60);
    expect(world.tenant.truth()[0]?.notified).toEqual({ sent: 1, accepted: 1, dropped: 0 });
  });

  it('is given up after four hours', async () => {
    const world = virtualTenant({ behaviour: { slowAndDropStates: false } });
    await world.subscribe();
    world.webhook = () => ({ error: 'unreachable' });
    world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0, versions: [{}] });
    await world.pass(3.5 * 60);
    expect(world.tenant.truth()[0]?.notified.dropped).toBe(0);
    await world.pass(60);
    expect(world.tenant.truth()[0]?.notified).toEqual({ sent: 1, accepted: 0, dropped: 1 });
    world.webhook = () => undefined;
    const deliveries = world.deliveries.length;
    await world.pass(24 * 60);
    expect(world.deliveries).toHaveLength(deliveries);
  });

  it('counts as delivered within 3 seconds the first time, within 10 when tried again', async () => {
    const world = virtualTenant();
    await world.subscribe();
    world.webhook = () => slow(5_000);
    world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0, versions: [{}] });
    await world.pass(10);
    const answers = world.events.filter((event) => event.type === 'notificationAnswered');
    expect(answers.map(({ attempt, status, accepted: taken }) => [attempt, status, taken])).toEqual([
      [1, 'timeout', false],
      [2, 202, true],
    ]);
  });

  it('is told faster when time runs faster, while limits stay', async () => {
    const world = virtualTenant({ speed: 150 });
    await world.subscribe();
    for (let index = 0; index < 30; index += 1) world.tenant.startCall();
    await world.pass(1);
    const truth = world.tenant.truth();
    expect(truth.every(({ availableAt }) => availableAt.getTime() <= world.now().getTime())).toBe(true);
    expect(truth.every(({ notified }) => notified.sent > 0 && notified.accepted === notified.sent)).toBe(
      true,
    );
  });
});

describe('a webhook that answers slowly', () => {
  async function withAnswers(elapsedMilliseconds: number): Promise<ReturnType<typeof virtualTenant>> {
    const world = virtualTenant({ behaviour: { maximumBatch: 1 } });
    await world.subscribe();
    world.webhook = () => slow(elapsedMilliseconds);
    for (let index = 0; index < 12; index += 1) {
      world.tenant.startCall({
        kind: 'peer-to-peer',
        readableAfterSeconds: 0,
        notifiedAfterSeconds: 0,
        versions: [{}],
      });
    }
    await world.pass(2);
    world.webhook = () => undefined;
    return world;
  }

  it('over 3 seconds is told of new changes ten minutes late', async () => {
    const world = await withAnswers(4_000);
    const { callId } = world.tenant.startCall({
      kind: 'peer-to-peer',
      readableAfterSeconds: 0,
      notifiedAfterSeconds: 0,
    });
    await world.pass(9);
    expect(world.callIds()).not.toContain(callId);
    await world.pass(2);
    expect(world.callIds()).toContain(callId);
  });

  it('over 10 seconds loses new changes for ten minutes, and is told again afterwards', async () => {
    const world = await withAnswers(11_000);
    const spec = {
      kind: 'peer-to-peer',
      readableAfterSeconds: 0,
      notifiedAfterSeconds: 0,
      versions: [{}],
    } as const;
    const lost = world.tenant.startCall(spec);
    await world.pass(20);
    const told = world.tenant.startCall(spec);
    await world.pass(60);
    expect(world.callIds()).not.toContain(lost.callId);
    expect(world.callIds()).toContain(told.callId);
    expect(world.events.filter((event) => event.type === 'notificationDropped')).toMatchObject([
      { reason: 'dropState', element: { callId: lost.callId } },
    ]);
  });
});

describe('faults of notifications', () => {
  const call = {
    kind: 'peer-to-peer',
    readableAfterSeconds: 0,
    notifiedAfterSeconds: 0,
    versions: [{}],
  } as const;

  it('drop one for good', async () => {
    const world = virtualTenant();
    await world.subscribe();
    world.tenant.faults.add('notification-dropped');
    world.tenant.startCall(call);
    const told = world.tenant.startCall(call);
    await world.pass(24 * 60);
    expect(world.callIds()).toEqual([told.callId]);
    expect(world.tenant.truth()[0]?.notified).toEqual({ sent: 1, accepted: 0, dropped: 1 });
  });

  it('send one twice', async () => {
    const world = virtualTenant();
    await world.subscribe();
    world.tenant.faults.add('notification-duplicated');
    const { callId } = world.tenant.startCall(call);
    await world.pass(10);
    expect(world.callIds()).toEqual([callId, callId]);
  });

  it('let a later one overtake', async () => {
    const world = virtualTenant();
    await world.subscribe();
    world.tenant.faults.add('notification-reordered');
    const first = world.tenant.startCall(call);
    const second = world.tenant.startCall(call);
    await world.pass(10);
    expect(world.callIds()).toEqual([second.callId, first.callId]);
  });

  it('delay one by ten minutes', async () => {
    const world = virtualTenant();
    await world.subscribe();
    world.tenant.faults.add('notification-delayed');
    world.tenant.startCall(call);
    await world.pass(9.9);
    expect(world.callIds()).toEqual([]);
    await world.pass(0.2);
    expect(world.callIds()).toHaveLength(1);
  });

  it('forge some, right in everything but the secret, in requests of their own', async () => {
    const world = virtualTenant();
    await world.subscribe();
    const real = world.tenant.startCall(call);
    world.tenant.faults.add('notification-forged', { count: 20 });
    world.tenant.forgeNotification(real.callId);
    for (let index = 0; index < 20; index += 1) world.tenant.startCall(call);
    await world.pass(1);
    const elements = world.deliveries.flatMap(({ value }) => value);
    const forged = elements.filter((element: Json) => element.clientState !== 'the secret');
    expect([elements.length, forged.length]).toEqual([42, 21]);
    expect(Math.max(...world.deliveries.map(({ value }) => value.length))).toBeGreaterThan(1);
    expect(forged.some((element: Json) => element.clientState === undefined)).toBe(true);
    expect(forged.some((element: Json) => element.clientState !== undefined)).toBe(true);
    for (const { value } of world.deliveries) {
      expect(new Set(value.map((element: Json) => element.clientState === 'the secret')).size).toBe(1);
    }
    expect(world.tenant.truth().find(({ callId }) => callId === real.callId)?.notified.accepted).toBe(1);
  });

  it('that need a subscription wait for the first', async () => {
    const world = virtualTenant();
    world.tenant.faults.add('notification-forged');
    await world.pass(10);
    await world.subscribe();
    await world.pass(1);
    expect(world.deliveries).toHaveLength(1);
  });
});

describe('calls that happen by themselves', () => {
  it('come at the rate asked for, the same for the same seed, and stop when told to', async () => {
    const starts = async (seed: number): Promise<ReadonlyArray<string>> => {
      const world = virtualTenant({ seed, callsPerMinute: 3 });
      await world.pass(100);
      world.tenant.setBackground(0);
      await world.pass(100);
      return world.tenant.truth().map(({ startDateTime }) => startDateTime);
    };
    const first = await starts(1);
    expect(first.length).toBeGreaterThan(230);
    expect(first.length).toBeLessThan(370);
    expect(await starts(1)).toEqual(first);
    expect(await starts(2)).not.toEqual(first);
  });
});
