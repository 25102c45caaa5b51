/** Timer, every minute: ensures the subscription, releases pending calls that are due, replays dead letters once. */

import { app } from '@azure/functions';
import type { Application } from '../app.ts';
import { withInvocationLog } from '../logs/invocation-log.ts';

export function registerMaintain(application: Application, schedule: string): void {
  app.timer('maintain', {
    schedule,
    // A missed run is made up for at start: pending calls and the subscription do not wait for the next tick.
    useMonitor: true,
    handler: (_timer, context) => withInvocationLog(context, () => application.maintain()),
  });
}
