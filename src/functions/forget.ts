/** Timer, every fifteen minutes: stores the calls of erased people again without them. */

import { app } from '@azure/functions';
import type { Application } from '../app.ts';
import { withInvocationLog } from '../logs/invocation-log.ts';

export function registerForget(application: Application, schedule: string): void {
  app.timer('forget', {
    schedule,
    useMonitor: true,
    handler: (_timer, context) => withInvocationLog(context, () => application.forget()),
  });
}
