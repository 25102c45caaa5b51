import { app, type Timer } from '@azure/functions';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterEach, describe, expect, test } from 'vitest';
import { freshAccount } from '../../../test/storage-account.ts';
import type { Host } from '../host.ts';
import { eventually } from './eventually.ts';
import { type HostWorldOptions, hostWorld } from './host-world.ts';
import { StandingClock } from './standing-clock.ts';

/** A host that runs a timer waits for its next time and for the renewal of its lease. */
const LEADING = 2;
/** One that does not waits for the next chance to get the lease. */
const WAITING = 1;

const hosts: Array<Host> = [];
afterEach(() => Promise.all(hosts.splice(0).map((host) => host.stop())));

interface TimerHost {
  readonly host: Host;
  readonly runs: Array<{ readonly at: string; readonly timer: Timer }>;
}

type TimerHostOptions = HostWorldOptions & {
  readonly schedule?: string;
  readonly fails?: boolean;
};

async function timerHost(clock: StandingClock, options: TimerHostOptions): Promise<TimerHost> {
  const { schedule = '0 */5 * * * *', fails = false, ...rest } = options;
  const runs: Array<{ at: string; timer: Timer }> = [];
  const { host } = await hostWorld(
    () => {
      app.timer('tick', {
        schedule,
        handler: (timer) => {
          runs.push({ at: clock.now().toISOString().slice(11, 19), timer });
          if (fails) throw new Error('as the test asked');
        },
      });
    },
    // Without a limit, only the loops themselves wait on the clock.
    { clock, hostJson: { functionTimeout: '-1' }, ...rest },
  );
  hosts.push(host);
  return { host, runs };
}

/** Started as the only host: it has the lease. */
async function leadingHost(clock: StandingClock, options: TimerHostOptions): Promise<TimerHost> {
  const started = await timerHost(clock, options);
  await started.host.start();
  await eventually(() => clock.sleepers === LEADING);
  return started;
}

async function stop(host: Host): Promise<void> {
  hosts.splice(hosts.indexOf(host), 1);
  await host.stop();
}

describe('a timer', () => {
  test('runs on schedule, and not at the first start', async () => {
    const clock = new StandingClock('2026-11-23T16:56:30Z');
    const { host, runs } = await timerHost(clock, {});
    await host.start();
    for (const time of ['16:57:00', '17:00:00', '17:04:59', '17:05:00']) {
      await eventually(() => clock.sleepers === LEADING);
      clock.moveTo(`2026-11-23T${time}Z`);
    }
    await eventually(() => clock.sleepers === LEADING);
    expect(runs.map(({ at }) => at)).toEqual(['17:00:00', '17:05:00']);
    expect(runs[1]?.timer).toEqual({
      isPastDue: false,
      schedule: { adjustForDST: true },
      scheduleStatus: null,
    });
  });

  test('goes on after a run that failed', async () => {
    const clock = new StandingClock('2026-11-23T16:59:00Z');
    const { host, runs } = await timerHost(clock, { fails: true });
    await host.start();
    for (const time of ['17:00:00', '17:05:00']) {
      await eventually(() => clock.sleepers === LEADING);
      clock.moveTo(`2026-11-23T${time}Z`);
    }
    await eventually(() => clock.sleepers === LEADING);
    expect(runs).toHaveLength(2);
  });

  test('makes up for no time that was missed while no host ran', async () => {
    const account = freshAccount();
    const clock = new StandingClock('2026-11-23T16:59:00Z');
    const before = await leadingHost(clock, { account });
    await stop(before.host);
    clock.moveTo('2026-11-23T17:21:00Z');
    const after = await leadingHost(clock, { account });
    clock.moveTo('2026-11-23T17:25:00Z');
    await eventually(() => clock.sleepers === LEADING);
    expect(after.runs.map(({ at, timer }) => [at, timer.isPastDue])).toEqual([['17:25:00', false]]);
  });

  test('can be run by hand, past due or not, without a started host', async () => {
    const clock = new StandingClock('2026-11-23T16:56:30Z');
    const { host, runs } = await timerHost(clock, {});
    expect(await host.runTimer('tick')).toMatchObject({ outcome: 'succeeded' });
    await host.runTimer('tick', { isPastDue: true });
    expect(runs.map(({ timer }) => timer.isPastDue)).toEqual([false, true]);
  });
});

describe('of two hosts on one storage account', () => {
  test('one runs the timer, and the other takes over when it stops', async () => {
    const account = freshAccount();
    const clock = new StandingClock('2026-11-23T16:58:30Z');
    const first = await leadingHost(clock, { account });
    const second = await timerHost(clock, { account });
    await second.host.start();

    await eventually(() => clock.sleepers === LEADING + WAITING);
    clock.moveTo('2026-11-23T17:00:00Z');
    await eventually(() => clock.sleepers === LEADING + WAITING);
    expect([first.runs.length, second.runs.length]).toEqual([1, 0]);

    await stop(first.host);
    clock.moveTo('2026-11-23T17:03:00Z');
    await eventually(() => clock.sleepers === LEADING);
    clock.moveTo('2026-11-23T17:05:00Z');
    await eventually(() => clock.sleepers === LEADING);
    expect([first.runs.length, second.runs.length]).toEqual([1, 1]);
    expect(second.runs[0]?.timer.isPastDue).toBe(false);
  });

  test('the one that loses its lease stops running the timer', async () => {
    const account = freshAccount();
    const clock = new StandingClock('2026-11-23T17:00:30Z');
    const first = await leadingHost(clock, { account });
    const container =
      BlobServiceClient.fromConnectionString(account).getContainerClient('azure-webjobs-hosts');
    const lock = container.getBlobClient('locks/local/Host.Functions.tick.Listener');
    await lock.getBlobLeaseClient().breakLease(0);

    const second = await timerHost(clock, { account });
    await second.host.start();
    await eventually(() => clock.sleepers === LEADING + LEADING);
    // Long enough for the first host to notice that it can no longer renew.
    for (let seconds = 0; seconds < 65; seconds += 5) {
      clock.moveBy(5_000);
      await eventually(() => clock.sleepers >= LEADING + WAITING);
    }
    await eventually(() => clock.sleepers === LEADING + WAITING);
    clock.moveTo('2026-11-23T17:05:00Z');
    await eventually(() => clock.sleepers === LEADING + WAITING);
    expect([first.runs.length, second.runs.length]).toEqual([0, 1]);
  });

  test('the other takes over within a second of the end of a shorter lease', async () => {
    const account = freshAccount();
    const clock = new StandingClock('2026-11-23T16:58:30Z');
    const container =
      BlobServiceClient.fromConnectionString(account).getContainerClient('azure-webjobs-hosts');
    await container.create();
    const lock = container.getBlockBlobClient('locks/local/Host.Functions.tick.Listener');
    await lock.upload('', 0);
    // Held by a host that was killed; the end of its lease is brought about here.
    const dead = lock.getBlobLeaseClient();
    await dead.acquireLease(15);
    const { host, runs } = await timerHost(clock, { account, timerLeaseSeconds: 15 });
    await host.start();
    await eventually(() => clock.sleepers === WAITING);
    await dead.breakLease(0);
    clock.moveBy(1_000);
    await eventually(() => clock.sleepers === LEADING);
    clock.moveTo('2026-11-23T17:00:00Z');
    await eventually(() => runs.length === 1);
  });

  test('both run it when they are hosts of different apps', async () => {
    const account = freshAccount();
    const clock = new StandingClock('2026-11-23T16:59:30Z');
    const first = await timerHost(clock, { account, hostId: 'one' });
    const second = await timerHost(clock, { account, hostId: 'other' });
    await first.host.start();
    await second.host.start();
    await eventually(() => clock.sleepers === LEADING + LEADING);
    clock.moveTo('2026-11-23T17:00:00Z');
    await eventually(() => clock.sleepers === LEADING + LEADING);
    expect([first.runs.length, second.runs.length]).toEqual([1, 1]);
  });
});
