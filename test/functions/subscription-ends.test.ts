/** A subscription ends, or cannot be made: no call is lost over it. */

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCall, reasons } from './pipeline-world.ts';
import {
  count,
  DAY,
  expectCallsToFlow,
  expectNewVersionFound,
  inGraph,
  MOVED,
  ONE_VERSION,
  oldCall,
  reconcileAndFetch,
  TIMED_OUT,
  world,
} from './subscription-world.ts';

describe('a subscription that ended', () => {
  it('while nothing ran is created again, and what was published meanwhile is found', async () => {
    const at = await world();
    const callId = await oldCall(at, 2);
    at.clock.advance({ minutes: DAY });
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
    await at.pass(2 * DAY, 240);
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
    await at.pass(5 * DAY, 120);
    expect(count(at, 'subscriptionExpired')).toBe(0);
    expect(count(at, 'subscriptionCreated')).toBe(1);
    await expectCallsToFlow(at);
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
      const callId = await oldCall(at, 2);
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
