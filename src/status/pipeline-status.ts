/**
 * The state of the running pipeline, kept where every instance and people can read it. What people have typed in wrongly
 * is taken as not there: none of it is worth stopping for.
 */

import { toDateTime } from '../language/date-time.ts';
import type { TenantId } from '../language/identifiers.ts';
import type { Clock } from '../ports/clock.ts';
import { GraphFailure } from '../ports/graph.ts';
import type { Tables } from '../ports/storage.ts';
import {
  type PipelineStatusValues,
  pipelineStatus,
  type StatusAspect,
} from '../tables/declarations/pipeline-status.ts';
import { readableValues, toCells } from '../tables/table.ts';
import { FAILURE_LENGTH, failureText } from './failure-text.ts';

/** What health wants to know of ingest, by the column that remembers when it last happened. */
export type IngestEvent = 'LastNotificationAt' | 'LastStoredAt';

export interface PipelineStatus {
  read(aspect: StatusAspect): Promise<PipelineStatusValues>;
  /** All aspects with one request; what is returned tells each. */
  readAll(): Promise<(aspect: StatusAspect) => PipelineStatusValues>;
  /** Writes some columns of an aspect and leaves the others as they are. */
  write(aspect: StatusAspect, values: PipelineStatusValues): Promise<void>;
  /**
   * Something happened in ingest: a notification brought something new, a record was stored. Each is written at most
   * once a minute by each instance.
   */
  note(happened: ReadonlyArray<IngestEvent>): Promise<void>;
}

/** What the row of an aspect that asks Graph says after a failure; of several the last one ended the run. */
export function failed(failures: ReadonlyArray<unknown>, now: Date): PipelineStatusValues {
  const graph = failures.findLast((failure) => failure instanceof GraphFailure);
  return {
    LastFailureAt: toDateTime(now),
    LastFailureKind: graph?.kind ?? 'error',
    LastFailure: failureText(failures).slice(0, FAILURE_LENGTH),
    // The next run, which may be another instance's, must not come earlier than Graph asked.
    NotBefore: graph?.retryAt === undefined ? undefined : toDateTime(graph.retryAt),
  };
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
  const notedAt = new Map<IngestEvent, number>();

  async function write(aspect: StatusAspect, values: PipelineStatusValues): Promise<void> {
    await table.merge({ partitionKey: tenantId, rowKey: aspect, cells: toCells(pipelineStatus, values) });
  }

  function isDue(event: IngestEvent, now: Date): boolean {
    const last = notedAt.get(event);
    return last === undefined || now.getTime() - last >= NOTE_INTERVAL_MS;
  }

  return {
    async read(aspect) {
      const row = await table.get({ partitionKey: tenantId, rowKey: aspect });
      return row === undefined ? {} : readableValues(pipelineStatus, row);
    },
    async readAll() {
      const aspects = new Map<string, PipelineStatusValues>();
      for await (const page of table.query({ partitionKey: tenantId })) {
        for (const row of page) aspects.set(row.rowKey, readableValues(pipelineStatus, row));
      }
      return (aspect) => aspects.get(aspect) ?? {};
    },
    write,
    async note(happened) {
      const now = clock.now();
      const due = happened.filter((event) => isDue(event, now));
      if (due.length === 0) return;
      await write('ingest', Object.fromEntries(due.map((event) => [event, toDateTime(now)])));
      for (const event of due) notedAt.set(event, now.getTime());
    },
  };
}
