/** Timer, every ten minutes: deletes the calls that are older than KEEP_DAYS. */

import { app } from '@azure/functions';
import type { Application } from '../app.ts';
import { withInvocationLog } from '../logs/invocation-log.ts';

export function registerRetain(application: Application, schedule: string): void {
  app.timer('retain', {
    schedule,
    useMonitor: true,
    handler: (_timer, context) => withInvocationLog(context, () => application.retain()),
  });
}
