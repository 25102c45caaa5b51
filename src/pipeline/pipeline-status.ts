/** The state of the running pipeline, kept where every instance and people can read it. */

import { toDateTime } from '../domain/date-time.ts';
import type { TenantId } from '../domain/identifiers.ts';
import { fromRow, toCells } from '../domain/table.ts';
import {
  type PipelineStatusValues,
  pipelineStatus,
  type StatusAspect,
} from '../domain/tables/pipeline-status.ts';
import type { Clock, Tables } from '../ports.ts';

export interface PipelineStatus {
  read(aspect: StatusAspect): Promise<PipelineStatusValues>;
  /** Writes some columns of an aspect and leaves the others as they are. */
  write(aspect: StatusAspect, values: PipelineStatusValues): Promise<void>;
  /** A notification brought something new. Written at most once a minute by each instance. */
  noteNotification(): Promise<void>;
  /** A record was stored. Written at most once a minute by each instance. */
  noteStored(): Promise<void>;
}

/** Health looks at hours; a write for every record would double the cost of storing it. */
const NOTE_INTERVAL_MS = 60_000;

export function createPipelineStatus({
  tables,
  clock,
  tenantId,
}: {
  readonly tables: Tables;
  readonly clock: Clock;
  readonly tenantId: TenantId;
}): PipelineStatus {
  const table = tables.table('PipelineStatus');
  const notedAt = new Map<string, number>();

  async function write(aspect: StatusAspect, values: PipelineStatusValues): Promise<void> {
    await table.merge({ partitionKey: tenantId, rowKey: aspect, cells: toCells(pipelineStatus, values) });
  }

  async function note(column: 'LastNotificationAt' | 'LastStoredAt'): Promise<void> {
    const now = clock.now();
    const last = notedAt.get(column);
    if (last !== undefined && now.getTime() - last < NOTE_INTERVAL_MS) return;
    await write('ingest', { [column]: toDateTime(now) });
    notedAt.set(column, now.getTime());
  }

  return {
    async read(aspect) {
      const row = await table.get({ partitionKey: tenantId, rowKey: aspect });
      return row === undefined ? {} : fromRow(pipelineStatus, row);
    },
    write,
    noteNotification: () => note('LastNotificationAt'),
    noteStored: () => note('LastStoredAt'),
  };
}
