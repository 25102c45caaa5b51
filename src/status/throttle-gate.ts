/** Shares a throttling of the whole tenant between instances that share nothing but storage. */

import { later, toDate, toDateTime } from '../language/date-time.ts';
import type { TenantId } from '../language/identifiers.ts';
import type { Clock } from '../ports/clock.ts';
import type { ThrottleGate } from '../ports/graph.ts';
import type { Tables } from '../ports/storage.ts';
import { pipelineStatus, type StatusAspect } from '../tables/declarations/pipeline-status.ts';
import { readableValues, toCells } from '../tables/table.ts';

/** How stale an instance's view may be: one read of a row in this time, whatever the traffic. */
const STALE_AFTER_MS = 5_000;

/** Each round is another instance that was throttled at the same moment. */
const ROUNDS = 10;

export function createThrottleGate({
  tables,
  tenantId,
  clock,
}: {
  readonly tables: Tables;
  readonly tenantId: TenantId;
  readonly clock: Clock;
}): ThrottleGate {
  const table = tables.table('PipelineStatus');
  const key = { partitionKey: tenantId, rowKey: 'throttle' satisfies StatusAspect };
  /** What this instance was told itself: no older reading may shorten it. */
  let held: Date | undefined;
  let seen: { readonly notBefore: Promise<Date | undefined>; readonly readAt: number } | undefined;

  async function read(): Promise<Date | undefined> {
    const row = await table.get(key);
    const { NotBefore } = row === undefined ? {} : readableValues(pipelineStatus, row);
    return NotBefore === undefined ? undefined : toDate(NotBefore);
  }

  /** A reading that failed must not fail all requests of the next seconds. */
  async function readOrForget(): Promise<Date | undefined> {
    try {
      return await read();
    } catch (error) {
      seen = undefined;
      throw error;
    }
  }

  /** Of two instances that are told different times the later one holds for both. */
  async function share(until: Date): Promise<void> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const row = await table.get(key);
      const values = row === undefined ? {} : readableValues(pipelineStatus, row);
      if (values.NotBefore !== undefined && toDate(values.NotBefore) >= until) return;
      const next = { ...key, cells: toCells(pipelineStatus, { ...values, NotBefore: toDateTime(until) }) };
      const write = row === undefined ? await table.insert(next) : await table.replace(next, row.etag);
      if (write.written) return;
    }
    throw new Error('the throttle row kept changing while it was written');
  }

  return {
    async notBefore() {
      const now = clock.now().getTime();
      if (seen === undefined || now - seen.readAt >= STALE_AFTER_MS)
        seen = { notBefore: readOrForget(), readAt: now };
      const shared = await seen.notBefore;
      // Looked at now: this instance may have been told while it read.
      const notBefore = later(held, shared);
      return notBefore !== undefined && notBefore.getTime() > now ? notBefore : undefined;
    },

    async hold(until) {
      held = later(held, until);
      await share(until);
    },
  };
}
