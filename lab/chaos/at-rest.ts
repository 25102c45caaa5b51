/** Whether nothing is left to do for anybody: what is not stored then, never will be. */

import { createAzureQueue } from '../../src/adapters/storage/queue.ts';
import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import { CALL_RECORD_QUEUE } from '../../src/app.ts';
import type { SimulatedTenant } from '../graph/tenant.ts';

/** What is due later than this belongs to no call: the end of a subscription, days away. */
const OF_A_CALL_MS = 5 * 60_000;

/** Graph has nothing more to tell, the queue holds no message, visible or not, and no call waits in a row. */
export function restOf(
  tenant: Pick<SimulatedTenant, 'nextDueAt' | 'tenantId'>,
  connectionString: string,
): (now: Date) => Promise<boolean> {
  const queue = createAzureQueue({ connectionString }, CALL_RECORD_QUEUE);
  const pending = createAzureTables({ connectionString }).table('PendingCallRecords');
  return async (now) => {
    const dueAt = tenant.nextDueAt();
    if (dueAt !== undefined && dueAt.getTime() - now.getTime() <= OF_A_CALL_MS) return false;
    if ((await queue.approximateLength('queue')) > 0) return false;
    for await (const page of pending.query({ partitionKey: tenant.tenantId, select: ['State'] })) {
      if (page.length > 0) return false;
    }
    return true;
  };
}
