/** Graph's list hides calls, as it has done for days: what is stored and not listed says so. */

import { describe, expect, it } from 'vitest';
import type { CallSpec } from '../../lab/graph/call.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import type { Cell } from '../../src/tables/cell.ts';
import { cellValue, type PipelineWorld, pipelineInMemory, reasons } from './pipeline-world.ts';

const ENDED_AT = new Date('2026-11-23T01:30:00Z');
const HOUR = '2026-11-23T01';
const FOREVER = new Date('2027-06-01T00:00:00Z');
const DUE: Cell = { type: 'DateTime', value: '2026-01-01T00:00:00.0000000Z' };

const world = () => pipelineInMemory({ settings: { BACKFILL_DAYS: '1' } });

function calls(at: PipelineWorld, count: number, spec: CallSpec = {}): ReadonlyArray<string> {
  const call = { versions: [{}], endedAt: ENDED_AT, durationSeconds: 60, ...spec };
  const soon = { kind: 'peer-to-peer', readableAfterSeconds: 0, notifiedAfterSeconds: 0 } as const;
  return Array.from({ length: count }, () => at.tenant.startCall({ ...soon, ...call }).callId);
}

async function listAgain(at: PipelineWorld, hour = HOUR) {
  // The hour has no row before the first run.
  if ((await rowOf(at, hour)) !== undefined)
    await at.overwrite('Coverage', await rowOf(at, hour), 'NextCheckAt', DUE);
  await at.host.runTimer('reconcile');
  return await rowOf(at, hour);
}

async function rowOf(at: PipelineWorld, hour = HOUR) {
  return (await at.tenantRows('Coverage')).find(({ rowKey }) => rowKey === hour);
}

/** The calls are stored, and the hour is eight hours old. */
async function storedWorld(count: number, spec: CallSpec = {}) {
  const at = await world();
  const callIds = calls(at, count, spec);
  await at.settle();
  at.clock.advance({ minutes: 1 });
  return { at, callIds };
}

const asked = (at: PipelineWorld) =>
  at.events.filter((event) => event.type === 'requestAnswered' && event.operation === 'getCallRecord').length;

describe('calls that are stored, and that the list of Graph hides', () => {
  it('are counted, and fail health until the list shows them again', async () => {
    const { at } = await storedWorld(4);
    at.tenant.faults.add('half-list', { until: FOREVER });
    const half = await listAgain(at);
    expect([cellValue(half, 'Listed'), cellValue(half, 'Unlisted')]).toEqual([2, 2]);
    at.tenant.faults.clear();
    at.tenant.faults.add('empty-list', { until: FOREVER });
    const row = await listAgain(at);
    expect([cellValue(row, 'Listed'), cellValue(row, 'Unlisted')]).toEqual([0, 4]);
    expect(await reasons(at)).toContain('listIncomplete');

    at.tenant.faults.clear();
    // By itself.
    at.clock.advance({ minutes: 61 });
    await at.host.runTimer('reconcile');
    expect(cellValue(await rowOf(at), 'Unlisted')).toBe(0);
    expect(await reasons(at)).not.toContain('listIncomplete');
  });

  it('are found by a handful of requests by id, however many they are', async () => {
    const { at } = await storedWorld(30);
    at.tenant.faults.add('empty-list', { until: FOREVER });
    const before = asked(at);
    expect(cellValue(await listAgain(at), 'Unlisted')).toBe(30);
    expect(asked(at) - before).toBe(5);
  });

  it('are not counted when Graph no longer has them, or does not say', async () => {
    const { at, callIds } = await storedWorld(2);
    at.tenant.faults.add('empty-list', { until: FOREVER });
    for (const callId of callIds) at.tenant.faults.add('not-found', { callId, until: FOREVER });
    expect(cellValue(await listAgain(at), 'Unlisted')).toBe(0);
    expect(await reasons(at)).not.toContain('listIncomplete');
  });

  it('stay counted while Graph does not say whether it still has them', async () => {
    const { at, callIds } = await storedWorld(2);
    at.tenant.faults.add('empty-list', { until: FOREVER });
    await listAgain(at);
    for (const callId of callIds) at.tenant.faults.add('forbidden', { callId, until: FOREVER });
    expect(cellValue(await listAgain(at), 'Unlisted')).toBe(2);
  });

  it('are not looked for before the hour has left the latency window', async () => {
    const { at } = await storedWorld(2, { endedAt: new Date('2026-11-23T07:30:00Z') });
    at.tenant.faults.add('empty-list', { until: FOREVER });
    const before = asked(at);
    const row = await listAgain(at, '2026-11-23T07');
    expect(cellValue(row, 'Unlisted')).toBe(0);
    expect(asked(at)).toBe(before);
  });

  it('are not counted when they were stored since the check began: the list may be older than they are', async () => {
    const { at } = await storedWorld(2);
    const later = new Date(at.clock.now().getTime() + 10 * 60_000);
    for (const row of await at.rows('CallsByDay', `${at.tenant.tenantId}_2026-11-23`)) {
      await at.overwrite('CallsByDay', row, 'StoredAt', { type: 'DateTime', value: toDateTime(later) });
    }
    at.tenant.faults.add('empty-list', { until: FOREVER });
    expect(cellValue(await listAgain(at), 'Unlisted')).toBe(0);
    at.clock.advance({ minutes: 11 });
    expect(cellValue(await listAgain(at), 'Unlisted')).toBe(2);
  });

  it.each([
    ['before', '2026-11-23T01:00:50Z', '2026-11-23T01:00:10Z'],
    ['after', '2026-11-23T02:01:10Z', '2026-11-23T01:59:50Z'],
  ])('are counted where their first start lies in the hour %s', async (_beside, endedAt, startDateTime) => {
    const versions = [{}, { afterSeconds: 8 * 3_600, startDateTime }];
    const { at } = await storedWorld(1, { endedAt: new Date(endedAt), versions });
    await at.pass(70, 70);
    const [indexed] = await at.rows('CallsByDay', `${at.tenant.tenantId}_2026-11-23`);
    expect(indexed?.rowKey.slice(0, HOUR.length)).not.toBe(HOUR);
    at.tenant.faults.add('empty-list', { until: FOREVER });
    expect(cellValue(await listAgain(at), 'Unlisted')).toBe(1);
  });

  it('belong to the hour of their current start, which the row of their first start need not be in', async () => {
    const { at, callIds } = await storedWorld(1, { endedAt: new Date('2026-11-23T00:50:00Z') });
    const [head] = await at.rows('CallRecords', callIds[0] ?? '');
    expect(String(cellValue(head, 'CallStartDateTime'))).toContain('2026-11-23T00:49');
    const [indexed] = await at.rows('CallsByDay', `${at.tenant.tenantId}_2026-11-23`);
    const moved: Cell = { type: 'DateTime', value: '2026-11-22T23:59:30.0000000Z' };
    await at.overwrite('CallsByDay', indexed, 'CallStartDateTime', moved);
    const before = asked(at);
    // Graph shows another start: it is listed elsewhere, and that hour will find the newer version.
    at.tenant.faults.add('empty-list', { until: FOREVER });
    expect(cellValue(await listAgain(at, '2026-11-22T23'), 'Unlisted')).toBe(0);
    expect(asked(at)).toBe(before + 1);
    expect(cellValue(await listAgain(at, '2026-11-23T00'), 'Unlisted')).toBe(0);
    expect(asked(at)).toBe(before + 1);
  });
});
