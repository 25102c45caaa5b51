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
    const world = virtualTenant();
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

describe('calls that happen by themselves', () => {
  it('come at the rate asked for, the same for the same seed', async () => {
    const starts = async (seed: number): Promise<ReadonlyArray<string>> => {
      const world = virtualTenant({ seed, callsPerMinute: 3 });
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
