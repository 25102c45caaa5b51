/** Timer, every five minutes: compares what Graph lists with what is stored, and fetches the difference. */

import { app } from '@azure/functions';
import type { Application } from '../app.ts';
import { withInvocationLog } from '../logs/invocation-log.ts';

export function registerReconcile(application: Application, schedule: string): void {
  app.timer('reconcile', {
    schedule,
    useMonitor: true,
    handler: (_timer, context) => withInvocationLog(context, () => application.reconcile()),
  });
}
