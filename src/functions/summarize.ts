/** Timer, every five minutes: sums up the quality of the days whose calls have changed. */

import { app } from '@azure/functions';
import type { Application } from '../app.ts';
import { withInvocationLog } from '../logs/invocation-log.ts';

export function registerSummarize(application: Application, schedule: string): void {
  app.timer('summarize', {
    schedule,
    useMonitor: true,
    handler: (_timer, context) => withInvocationLog(context, () => application.summarize()),
  });
}
