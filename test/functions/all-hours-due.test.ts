/** Where notifications may have been missed, all hours are listed: crashes and outages cannot prevent it. */

import { describe, expect, it } from 'vitest';
import type { TableName } from '../../src/tables/declarations/index.ts';
import { merges } from './busy-storage.ts';
import { cellValue, type PipelineWorld, reasons } from './pipeline-world.ts';
import {
  count,
  expectNewVersionFound,
  logged,
  oldCall,
  world,
  worldOverBusyStorage,
} from './subscription-world.ts';

describe('all hours', () => {
  const dueHours = async (at: PipelineWorld) =>
    (await at.tenantRows('Coverage')).filter(
      (row) => String(cellValue(row, 'NextCheckAt')) <= at.clock.now().toISOString(),
    ).length;

  it.each<[string, TableName, (at: PipelineWorld) => void]>([
    ['a gap', 'Subscriptions', (at) => void at.tenant.faults.add('subscription-removed')],
    ['missed', 'Subscriptions', (at) => void at.tenant.faults.add('lifecycle-missed')],
    ['hours without success', 'PipelineStatus', (at) => at.clock.advance({ minutes: 5 * 60 })],
  ])('are made due again after a crash before it was noted: %s', async (_, marksIn, happens) => {
    const { at, storage } = await worldOverBusyStorage();
    // A subscription that has just been created is not created again at once.
    await at.pass(10);
    await at.host.runTimer('reconcile');
    happens(at);
    await at.settle();
    await at.pass(1);
    expect(await dueHours(at)).toBeLessThan(10);
    // The hours are made due, and then the process ends: no mark, and no check.
    storage.failWhen(merges(marksIn));
    await at.host.runTimer('reconcile');
    expect(logged(at, 'allHoursDue')).toEqual([]);
    expect(await dueHours(at)).toBeGreaterThan(20);
    storage.heal();
    await at.host.runTimer('reconcile');
    expect(logged(at, 'allHoursDue')).toHaveLength(1);
    await at.pass(5);
    await at.host.runTimer('reconcile');
    expect(logged(at, 'allHoursDue')).toHaveLength(1);
    expect(await dueHours(at)).toBeLessThan(5);
  });

  it('are made due after five hours without storage, in which Graph gave up', async () => {
    const { at, storage } = await worldOverBusyStorage();
    const callId = await oldCall(at, 2);
    storage.failWhen(() => true);
    at.tenant.publishVersion(callId);
    await at.pass(5 * 60, 10);
    expect(count(at, 'notificationDropped')).toBe(1);
    storage.heal();
    await at.pass(1);
    await expectNewVersionFound(at, callId);
    expect(await reasons(at)).toEqual([]);
  });

  it('are made due after five hours in which Graph answered nothing about subscriptions', async () => {
    const at = await world();
    const callId = await oldCall(at, 2);
    at.tenant.faults.add('server-error', {
      target: 'subscriptions',
      until: new Date(at.clock.now().getTime() + 5 * 3_600_000),
    });
    at.tenant.publishVersion(callId, { notify: false });
    await at.pass(5 * 60 + 10, 10);
    await expectNewVersionFound(at, callId);
  });
});
