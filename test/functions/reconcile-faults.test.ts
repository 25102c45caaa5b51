/** One hour or one answer of Graph's that fails must not stop the listing of all others. */

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { DisturbableRequest } from '../../lab/graph/faults.ts';
import type { StoredRow } from '../../src/tables/cell.ts';
import { busyStorage, isTable } from './busy-storage.ts';
import {
  cellValue,
  type PipelineWorld,
  type PipelineWorldOptions,
  pipelineInMemory,
  reasons,
} from './pipeline-world.ts';

const HOUR = '2026-11-23T02';

/** A day of hours to list. */
const world = (options: PipelineWorldOptions = {}) =>
  pipelineInMemory({ settings: { BACKFILL_DAYS: '1' }, ...options });

const lists =
  (hour: string) =>
  ({ operation, url }: DisturbableRequest): boolean =>
    operation.kind === 'listCallRecords' && decodeURIComponent(url).includes(`ge ${hour}`);

/** Of one hour, and more than Graph lists on a page. */
function manyCalls(at: PipelineWorld): void {
  for (let call = 0; call < 61; call += 1) {
    at.tenant.startCall({
      kind: 'peer-to-peer',
      endedAt: new Date(`${HOUR}:30:00Z`),
      durationSeconds: 60,
      readableAfterSeconds: 0,
    });
  }
}

async function unchecked(at: PipelineWorld): Promise<ReadonlyArray<StoredRow>> {
  const rows = await at.tenantRows('Coverage');
  return rows.filter((row) => cellValue(row, 'CheckedAt') === undefined);
}

describe('an hour at which Graph always fails', () => {
  it('says so, and keeps no other from being checked', async () => {
    const at = await world();
    at.tenant.faults.add('gateway-timeout', { count: 1_000, when: lists(HOUR) });
    await expect(at.host.runTimer('reconcile')).resolves.toMatchObject({ outcome: 'failed' });
    at.clock.advance({ minutes: 5 });
    await expect(at.host.runTimer('reconcile')).resolves.toMatchObject({ outcome: 'succeeded' });
    const left = await unchecked(at);
    expect(left.map(({ rowKey }) => rowKey)).toEqual([HOUR, '2026-11-23T09']);
    expect(cellValue(left[0], 'LastError')).toContain('504');
  });

  it('is listed after all others, however many such hours there are', async () => {
    const at = await world();
    at.tenant.faults.add('gateway-timeout', { count: 1_000, when: lists('2026-11-23T0') });
    for (let run = 0; run < 12; run += 1) {
      await at.host.runTimer('reconcile');
      at.clock.advance({ minutes: 5 });
    }
    const left = await unchecked(at);
    expect(left.filter(({ rowKey }) => rowKey < '2026-11-23T00')).toEqual([]);
  });
});

describe('an hour whose list cannot be read', () => {
  it.each(['gateway-timeout', 'not-found', 'bad-request', 'malformed-json', 'looping-next-link'] as const)(
    'for %s fails health within fifteen minutes, until it can be read',
    async (fault) => {
      const at = await world();
      manyCalls(at);
      const failing = at.tenant.faults.add(fault, { count: 1_000, when: lists(HOUR) });
      const run = async (minutes: number) => {
        for (let passed = 0; passed < minutes; passed += 5) {
          await at.host.runTimer('reconcile');
          await at.pass(5);
        }
      };
      await run(20);
      expect(await reasons(at)).toEqual(['reconcileBehind']);
      failing.remove();
      await run(15);
      expect(await reasons(at)).toEqual([]);
    },
  );

  it('once does not fail health', async () => {
    const at = await world();
    at.tenant.faults.add('not-found', { when: lists(HOUR) });
    for (let run = 0; run < 5; run += 1) {
      await at.host.runTimer('reconcile');
      await at.pass(5);
      expect(await reasons(at)).toEqual([]);
    }
  });
});

describe('an hour whose list goes round', () => {
  it('makes what it lists pending, is not counted, and fails health until it ends', async () => {
    const at = await world();
    manyCalls(at);
    const looping = at.tenant.faults.add('looping-next-link', { count: 1_000, when: lists(HOUR) });
    for (let passed = 0; passed < 4 * 60; passed += 5) {
      at.clock.advance({ minutes: 5 });
      await at.host.runTimer('reconcile');
      await at.host.runTimer('maintain');
      await at.settle();
    }
    const row = async () => (await at.tenantRows('Coverage')).find(({ rowKey }) => rowKey === HOUR);
    expect(cellValue(await row(), 'CheckedAt')).toBeUndefined();
    expect(cellValue(await row(), 'LastError')).toContain('read before');
    expect(await reasons(at)).toContain('reconcileBehind');

    looping.remove();
    for (let passed = 0; passed < 65; passed += 5) {
      at.clock.advance({ minutes: 5 });
      await at.host.runTimer('reconcile');
      await at.host.runTimer('maintain');
      await at.settle();
    }
    expect(cellValue(await row(), 'Listed')).toBe(61);
    expect(await reasons(at)).not.toContain('reconcileBehind');
  });
});

describe('the time at which Graph asks to come back', () => {
  const laterHours = (request: DisturbableRequest) => lists('2026-11-23T')(request) && !lists(HOUR)(request);

  it.each(['throttled', 'unavailable'] as const)(
    'is kept to when it is %s, and an hour before failed for a reason of its own',
    async (fault) => {
      const at = await world();
      at.tenant.faults.add('not-found', { when: lists('2026-11-22T20') });
      at.tenant.faults.add(fault, { retryAfter: '900', when: laterHours });
      await expect(at.host.runTimer('reconcile')).resolves.toMatchObject({ outcome: 'failed' });
      const [status] = (await at.tenantRows('PipelineStatus')).filter(({ rowKey }) => rowKey === 'reconcile');
      expect(cellValue(status, 'LastFailureKind')).toBe(fault);

      let listed = 0;
      at.tenant.faults.add('throttled', {
        when: ({ operation }) => operation.kind === 'listCallRecords' && ++listed < 0,
      });
      at.clock.advance({ minutes: 14 });
      await at.host.runTimer('reconcile');
      expect(listed).toBe(0);
      at.clock.advance({ minutes: 2 });
      await at.host.runTimer('reconcile');
      expect(listed).toBeGreaterThan(5);
    },
  );
});

describe('a run over slow storage', () => {
  it('lists nothing any more when four minutes have passed since it began', async () => {
    let secondsOfRequest = 0;
    const at = await world({
      intercept(request) {
        if (isTable(request) && request.phase === 'before') at.clock.advance({ seconds: secondsOfRequest });
      },
    });
    secondsOfRequest = 15;
    const began = at.clock.now().getTime();
    const listedAfterSeconds: Array<number> = [];
    at.tenant.on((event) => {
      if (event.type !== 'requestAnswered' || event.operation !== 'listCallRecords') return;
      listedAfterSeconds.push((at.clock.now().getTime() - began) / 1_000);
    });
    await at.host.runTimer('reconcile');
    expect(listedAfterSeconds.length).toBeGreaterThan(1);
    expect(Math.max(...listedAfterSeconds)).toBeLessThanOrEqual(240);
  });
});

describe('storage that fails in the middle of a page', () => {
  it('takes nothing from what was found before: health learns of the calls that no notification had brought', async () => {
    const { intercept, failWhen } = busyStorage();
    const at = await world({ intercept });
    for (let call = 0; call < 60; call += 1) {
      const id = randomUUID();
      at.tenant.faults.add('notification-dropped', { callId: id });
      at.tenant.startCall({
        kind: 'peer-to-peer',
        id,
        endedAt: new Date('2026-11-22T12:30:00Z'),
        durationSeconds: 60,
        readableAfterSeconds: 0,
        notifiedAfterSeconds: 0,
        versions: [{}],
      });
    }
    await at.tenant.deliverDue();
    let written = 0;
    failWhen((request) => {
      if (request.operation !== 'insert' || request.table !== 'PendingCallRecords') return false;
      written += 1;
      return written >= 60;
    });
    await expect(at.host.runTimer('reconcile')).resolves.toMatchObject({ outcome: 'failed' });
    expect(await at.tenantRows('PendingCallRecords')).toHaveLength(59);
    const [status] = (await at.tenantRows('PipelineStatus')).filter(({ rowKey }) => rowKey === 'reconcile');
    expect(cellValue(status, 'LastMissedAt')).toBeDefined();
  });
});
