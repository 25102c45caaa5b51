/** The app was off for longer than Graph lists: a restart is not a first start. */

import { describe, expect, it } from 'vitest';
import { cellValue, type PipelineWorld, pipelineInMemory, readCall, reasons } from './pipeline-world.ts';

const DAY_MINUTES = 24 * 60;

async function listAndFetch(at: PipelineWorld): Promise<void> {
  for (let run = 0; run < 4; run += 1) {
    await at.host.runTimer('reconcile');
    await at.pass(5);
  }
}

describe('after 31 days in which nothing ran', () => {
  it('all that Graph still lists is fetched, whatever BACKFILL_DAYS says', async () => {
    const at = await pipelineInMemory({ settings: { BACKFILL_DAYS: '0' } });
    await at.host.runTimer('reconcile');
    at.clock.advance({ minutes: 31 * DAY_MINUTES });
    const soon = {
      kind: 'peer-to-peer',
      readableAfterSeconds: 0,
      notifiedAfterSeconds: 0,
      versions: [{}],
    } as const;
    const callIds = Array.from({ length: 29 }, (_, daysAgo) => {
      const endedAt = new Date(at.clock.now().getTime() - (daysAgo + 1) * DAY_MINUTES * 60_000);
      return at.tenant.startCall({ ...soon, endedAt, durationSeconds: 60 }).callId;
    });
    at.obstruct(() => ({ status: 503, contentType: '', body: '', elapsedMilliseconds: 5 }));
    await at.tenant.deliverDue();
    at.obstruct(() => undefined);
    await listAndFetch(at);
    for (const callId of callIds) expect((await readCall(at, callId)).version, callId).toBe(1n);
  });

  it('health is not green before reconcile has looked', async () => {
    const at = await pipelineInMemory({ settings: { BACKFILL_DAYS: '0' } });
    await at.host.runTimer('reconcile');
    at.clock.advance({ minutes: 31 * DAY_MINUTES });
    await at.host.runTimer('maintain');
    expect(await reasons(at)).toEqual(['reconcileBehind']);
  });

  it('the hours that Graph no longer lists are noted, and health says which, for a day', async () => {
    const at = await pipelineInMemory({ settings: { BACKFILL_DAYS: '1' } });
    await at.host.runTimer('reconcile');
    at.clock.advance({ minutes: 31 * DAY_MINUTES });
    await at.host.runTimer('reconcile');
    await at.pass(1);
    const agedOut = (await at.tenantRows('Coverage')).filter(
      (row) => cellValue(row, 'AgedOutAt') !== undefined,
    );
    // The 25 hours of before were still to be checked, and 23 more began while nothing ran.
    expect(agedOut.map(({ rowKey }) => rowKey)).toEqual(
      expect.arrayContaining(['2026-11-22T09', '2026-11-23T09', '2026-11-24T08']),
    );
    expect(agedOut).toHaveLength(48);
    expect(agedOut.every((row) => cellValue(row, 'NextCheckAt') === undefined)).toBe(true);
    expect(await reasons(at)).toContain('hoursAgedOut');
    await listAndFetch(at);
    await at.pass(25 * 60, 60);
    expect(await reasons(at)).not.toContain('hoursAgedOut');
  });
});

describe('while reconcile runs', () => {
  it('an hour whose every check has failed is noted once Graph no longer lists it', async () => {
    const at = await pipelineInMemory({ settings: { BACKFILL_DAYS: '30' } });
    at.tenant.faults.add('gateway-timeout', {
      count: 1_000,
      when: ({ operation, url }) =>
        operation.kind === 'listCallRecords' && decodeURIComponent(url).includes('ge 2026-10-24T09'),
    });
    for (let run = 0; run < 13; run += 1) {
      await at.host.runTimer('reconcile');
      at.clock.advance({ minutes: 5 });
    }
    const rows = await at.tenantRows('Coverage');
    const agedOut = rows.filter((row) => cellValue(row, 'AgedOutAt') !== undefined);
    expect(agedOut.map(({ rowKey }) => rowKey)).toEqual(['2026-10-24T09']);
    expect(await reasons(at)).toContain('hoursAgedOut');
  });
});

describe('a first start', () => {
  it('goes as far back as BACKFILL_DAYS says, and notes no hour', async () => {
    const at = await pipelineInMemory({ settings: { BACKFILL_DAYS: '0' } });
    await at.host.runTimer('reconcile');
    expect(await at.tenantRows('Coverage')).toHaveLength(1);
    expect(await reasons(at)).toEqual([]);
  });

  it('covers the time in which maintain ran and reconcile did not', async () => {
    const at = await pipelineInMemory({ settings: { BACKFILL_DAYS: '0' } });
    await at.pass(3 * DAY_MINUTES, 3 * 60);
    await at.host.runTimer('reconcile');
    expect(await at.tenantRows('Coverage')).toHaveLength(3 * 24 + 1);
  });
});

describe('after a gap', () => {
  it('the hours that Graph is about to forget are listed first, and then the newest', async () => {
    const at = await pipelineInMemory({ settings: { BACKFILL_DAYS: '30' } });
    const listed: Array<string> = [];
    at.tenant.faults.add('server-error', {
      when: ({ operation, url }) => {
        const hour = /ge (\S{13})/.exec(decodeURIComponent(url))?.[1];
        if (operation.kind === 'listCallRecords' && hour !== undefined) listed.push(hour);
        return false;
      },
    });
    await at.host.runTimer('reconcile');
    expect(listed.slice(0, 2)).toEqual(['2026-10-24T09', '2026-10-24T10']);
    expect(listed.slice(24, 27)).toEqual(['2026-11-23T08', '2026-11-23T07', '2026-11-23T06']);
  });
});
