/** One hour or one answer of Graph's that fails must not stop the listing of all others. */

import { describe, expect, it } from 'vitest';
import type { StoredRow } from '../../src/domain/cell.ts';
import type { DisturbableRequest } from '../../tools/graph-simulator/model/faults/fault-set.ts';
import { cellValue, type PipelineWorld, pipelineWorld } from './pipeline-world.ts';

const HOUR = '2026-11-23T02';

/** A day of hours to list. */
const world = () => pipelineWorld({ settings: { BACKFILL_DAYS: '1' } });

const lists =
  (hour: string) =>
  ({ operation, url }: DisturbableRequest): boolean =>
    operation.kind === 'listCallRecords' && decodeURIComponent(url).includes(`ge ${hour}`);

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
});
