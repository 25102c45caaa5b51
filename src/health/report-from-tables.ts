/** The status as those see it who may read tables and queue, and cannot ask the app. */

import { silentLog } from '../logs/log.ts';
import { StorageFailure } from '../ports/storage.ts';
import { type Observing, observe } from './observe.ts';
import { reportOf, type StatusReport } from './reports.ts';

/** What the app would say of itself, from its tables and its queue. */
export async function reportFromTables(
  observing: Omit<Observing, 'log'>,
): Promise<{ readonly report: Omit<StatusReport, 'nonce'>; readonly mayReadQueue: boolean }> {
  // Without the app's time limit: az takes seconds for the token of each client.
  const report = reportOf(await observe({ ...observing, log: silentLog }), observing);
  const mayReadQueue = await isAllowed(observing.queue);
  const reasons = report.reasons.filter(({ code }) => mayReadQueue || code !== 'queueUnreachable');
  const status = reasons.length === 0 ? 'healthy' : 'unhealthy';
  return { report: { ...report, reasons, status }, mayReadQueue };
}

/** That the user may not read the queue says nothing about the app; any other failure is the app's as well. */
async function isAllowed(queue: Observing['queue']): Promise<boolean> {
  try {
    await queue.approximateLength('queue');
    return true;
  } catch (error) {
    if (!(error instanceof StorageFailure)) throw error;
    return error.status !== 401 && error.status !== 403 && error.code !== 'TokenUnavailable';
  }
}
