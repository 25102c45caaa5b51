/** What Graph tells about the subscription itself survives a crash right after it was acknowledged. */

import { describe, expect, it } from 'vitest';
import { isTable } from './busy-storage.ts';
import { readCall } from './pipeline-world.ts';
import {
  count,
  expectNewVersionFound,
  inGraph,
  ONE_VERSION,
  oldCall,
  world,
  worldOverBusyStorage,
} from './subscription-world.ts';

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
    const callId = await oldCall(at, 2);
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
    const callId = await oldCall(at, 2);
    at.tenant.publishVersion(callId, { notify: false });
    at.tenant.faults.add('lifecycle-missed');
    await at.settle();
    at.use(await at.instance({}));
    await expectNewVersionFound(at, callId);
  });

  it('is not acknowledged before it is kept, and comes again', async () => {
    const { at, storage } = await worldOverBusyStorage();
    await at.pass(20);
    storage.failWhen((request) => isTable(request) && request.table === 'Subscriptions');
    at.tenant.faults.add('lifecycle-reauthorization-required');
    await at.settle();
    const answers = () =>
      at.events.flatMap((event) => (event.type === 'notificationAnswered' ? [event.status] : []));
    expect(answers()).toEqual([503]);
    storage.heal();
    await at.pass(2);
    expect(answers()).toEqual([503, 202]);
    await at.pass(1);
    expect(count(at, 'subscriptionRenewed')).toBe(1);
  });
});
