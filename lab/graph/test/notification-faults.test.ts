import { describe, expect, it } from 'vitest';
import { type Json, virtualTenant } from './virtual-tenant.ts';

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
