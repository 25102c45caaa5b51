/** A subscription that lives is kept whatever Graph's list says, and those of other deployments are left alone. */

import { describe, expect, it } from 'vitest';
import { toDateTime } from '../../src/language/date-time.ts';
import { merges } from './busy-storage.ts';
import { cellValue, type PipelineWorld, reasons } from './pipeline-world.ts';
import {
  count,
  DAY,
  expectCallsToFlow,
  inGraph,
  MOVED,
  subscribe,
  world,
  worldOverBusyStorage,
} from './subscription-world.ts';

const FOREIGN = { notificationUrl: `${MOVED}/api/notifications`, clientState: 'of-the-other-one' };

const until = (at: PipelineWorld, minutes: number) => ({
  until: new Date(at.clock.now().getTime() + minutes * 60_000),
});

/** Hours are not listed while these tests pass time. */
async function lastingReasons(at: PipelineWorld): Promise<ReadonlyArray<string>> {
  await at.host.runTimer('reconcile');
  return await reasons(at);
}

const stateOf = async (at: PipelineWorld, id: string) =>
  cellValue(
    (await at.tenantRows('Subscriptions')).find(({ rowKey }) => rowKey === id),
    'State',
  );

describe('a subscription that lives', () => {
  it('is kept and renewed while Graph lists none for days', async () => {
    const at = await world({ behaviour: { duplicateSubscriptions: 'accept' } });
    at.tenant.faults.add('empty-list', { target: 'subscriptionList', ...until(at, 5 * DAY) });
    await at.pass(5 * DAY - 1, 60);
    expect(count(at, 'subscriptionCreated')).toBe(1);
    expect(count(at, 'subscriptionExpired')).toBe(0);
    expect((await at.tenantRows('Subscriptions')).map((row) => cellValue(row, 'GapFrom'))).toEqual([
      undefined,
    ]);
    expect(await lastingReasons(at)).toEqual([]);
    await expectCallsToFlow(at);
  });

  it.each(['server-error', 'forbidden', 'hang', 'unavailable'] as const)(
    'is renewed, and health stays well, while the list alone answers %s for days',
    async (fault) => {
      const at = await world();
      at.tenant.faults.add(fault, { target: 'subscriptionList', ...until(at, 4 * DAY) });
      await at.pass(4 * DAY - 1, 60);
      expect(count(at, 'subscriptionExpired')).toBe(0);
      expect(count(at, 'subscriptionCreated')).toBe(1);
      await at.pass(11);
      expect(await lastingReasons(at)).toEqual([]);
    },
  );

  it('and is taken for gone is found by the id that a 409 names, and kept', async () => {
    const at = await world();
    const [row] = await at.tenantRows('Subscriptions');
    await at.pass(20);
    await at.overwrite('Subscriptions', row, 'State', { type: 'String', value: 'gone' });
    at.tenant.faults.add('empty-list', { target: 'subscriptionList', ...until(at, 60) });
    await at.pass(1);
    expect(count(at, 'subscriptionCreated')).toBe(1);
    expect(count(at, 'subscriptionDeleted')).toBe(0);
    expect(await stateOf(at, row?.rowKey ?? '')).toBe('live');
    expect(await lastingReasons(at)).toEqual([]);
  });

  it('costs one request to Graph a minute, and another one for the list every ten', async () => {
    const at = await world();
    const before = count(at, 'requestAnswered');
    await at.pass(60);
    expect(count(at, 'requestAnswered') - before).toBe(60 + 6);
  });
});

describe('a subscription that has gone', () => {
  it('is created again although the list fails', async () => {
    const at = await world();
    await at.pass(20);
    at.tenant.faults.add('server-error', { target: 'subscriptionList', ...until(at, DAY) });
    at.tenant.faults.add('subscription-removed');
    await at.pass(1);
    expect(count(at, 'subscriptionCreated')).toBe(2);
    await expectCallsToFlow(at);
  });

  it('by its end is replaced although Graph still lists it', async () => {
    const at = await world({ behaviour: { showsExpiredSubscriptions: true } });
    at.clock.advance({ minutes: 4_201 });
    await at.tenant.deliverDue();
    expect(count(at, 'subscriptionExpired')).toBe(1);
    await at.pass(1);
    expect(count(at, 'subscriptionCreated')).toBe(2);
    await at.pass(30);
    expect(count(at, 'subscriptionCreated')).toBe(2);
    await expectCallsToFlow(at);
  });

  it('again and again is created once in ten minutes, and health says so', async () => {
    const at = await world();
    for (let minute = 0; minute < 60; minute += 1) {
      if ((await inGraph(at)).length > 0) at.tenant.faults.add('subscription-removed');
      await at.pass(1);
    }
    expect(count(at, 'subscriptionCreated')).toBeLessThanOrEqual(7);
    expect(await reasons(at)).toContain('subscriptionChurning');
    await at.pass(75, 5);
    expect(await lastingReasons(at)).toEqual([]);
    await expectCallsToFlow(at);
  });
});

describe('a creation whose answer is lost every time', () => {
  it('is asked for once in ten minutes', async () => {
    const at = await world({ subscribed: false, behaviour: { duplicateSubscriptions: 'accept' } });
    at.tenant.faults.add('truncated-body', { target: 'creations', ...until(at, 60) });
    await at.pass(59);
    expect(count(at, 'subscriptionCreated')).toBe(6);
    await at.pass(15);
    expect(await inGraph(at)).toHaveLength(1);
    await expectCallsToFlow(at);
  });
});

describe('a subscription whose address this deployment never used', () => {
  it('is left alone beside our own, is shown, and is no fault', async () => {
    const at = await world({ behaviour: { duplicateSubscriptions: 'accept' } });
    const foreign = await subscribe(at, FOREIGN);
    await at.pass(60, 5);
    expect((await inGraph(at)).map(({ id }) => id)).toContain(foreign);
    expect(await inGraph(at)).toHaveLength(2);
    expect(count(at, 'subscriptionCreated')).toBe(2);
    expect(await stateOf(at, foreign)).toBe('foreign');
    expect(await lastingReasons(at)).toEqual([]);
    const status = await (await at.host.http('/api/status')).json();
    expect(status).toMatchObject({
      state: { subscription: { foreign: [`${foreign} to ${MOVED}/api/notifications`] } },
    });
    await expectCallsToFlow(at);
  });

  it('is named by health where Graph refuses a second one, and makes room once an operator has said so', async () => {
    const at = await world({ subscribed: false });
    const foreign = await subscribe(at, FOREIGN);
    await at.pass(3);
    expect(await reasons(at)).toEqual(expect.arrayContaining(['subscriptionConflict', 'noLiveSubscription']));
    const status = JSON.stringify(await (await at.host.http('/api/status')).json());
    expect(status).toContain(`${foreign} to ${MOVED}/api/notifications`);
    expect((await inGraph(at)).map(({ id }) => id)).toEqual([foreign]);

    await at.write('Subscriptions', foreign, {
      TakeOverAt: { type: 'DateTime', value: toDateTime(at.clock.now()) },
    });
    await at.pass(1);
    const [own, ...more] = await inGraph(at);
    expect(more).toEqual([]);
    expect(own?.id).not.toBe(foreign);
    expect(await lastingReasons(at)).toEqual([]);
    await expectCallsToFlow(at);
  });

  it('stays named while storage ends the next runs before Graph is asked for one', async () => {
    const { at, storage } = await worldOverBusyStorage({ subscribed: false });
    await subscribe(at, FOREIGN);
    await at.pass(3);
    storage.failWhen(merges('Subscriptions'));
    await at.pass(3);
    expect(await reasons(at)).toContain('subscriptionConflict');
  });
});

describe('a subscription that the quota of Graph does not allow', () => {
  it('is said so, and not that the permission is missing', async () => {
    const at = await world({ subscribed: false });
    at.tenant.faults.add('subscription-quota', until(at, 60));
    await at.pass(2);
    const said = await reasons(at);
    expect(said).toContain('subscriptionQuotaReached');
    expect(said).not.toContain('permissionMissing');
  });

  it('in words that are not known is not called a missing permission while calls can be listed', async () => {
    const at = await world({ subscribed: false });
    at.tenant.faults.add('forbidden', { target: 'creations', ...until(at, 60) });
    await at.pass(1);
    await at.host.runTimer('reconcile');
    expect(await reasons(at)).not.toContain('permissionMissing');
    expect(await reasons(at)).toContain('noLiveSubscription');
  });
});
