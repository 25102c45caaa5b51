/** A subscription that is not as it should be is replaced, renewed or left alone. */

import { describe, expect, it } from 'vitest';
import { merges } from './busy-storage.ts';
import {
  adopt,
  count,
  expectCallsToFlow,
  inGraph,
  MOVED,
  subscribe,
  world,
  worldOverBusyStorage,
} from './subscription-world.ts';

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

    it('one whose creation was never confirmed is replaced by one that we know ten minutes later, and serves until then', async () => {
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
      await at.pass(9);
      expect((await inGraph(at)).map(({ id }) => id)).toEqual([unconfirmed?.id]);
      await at.pass(1);
      const [subscription, ...more] = await inGraph(at);
      expect(more).toEqual([]);
      expect(subscription?.id).not.toBe(unconfirmed?.id);
      await expectCallsToFlow(at);
    });

    it('one whose row could not be written is replaced by one that we know', async () => {
      const { at, storage } = await worldOverBusyStorage({
        subscribed: false,
        behaviour: { duplicateSubscriptions },
      });
      storage.failWhen(merges('Subscriptions'));
      await at.host.runTimer('maintain');
      expect(await inGraph(at)).toHaveLength(1);
      expect(await at.tenantRows('Subscriptions')).toEqual([]);
      storage.heal();
      await at.pass(2);
      expect(await inGraph(at)).toHaveLength(1);
      await at.pass(60, 10);
      expect(count(at, 'subscriptionCreated')).toBe(2);
      await expectCallsToFlow(at);
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
});
