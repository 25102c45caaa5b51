import { describe, expect, it } from 'vitest';
import type { WebhookResponse } from '../transport.ts';
import { accepted, virtualTenant } from './virtual-tenant.ts';

const slow = (elapsedMilliseconds: number): WebhookResponse => ({ ...accepted, elapsedMilliseconds });

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
