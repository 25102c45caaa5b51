/** Every function of the app. */

import type { Application } from '../app.ts';
import type { Schedules } from '../config.ts';
import { registerDeadLetterCallRecord } from './deadLetterCallRecord.ts';
import { registerForget } from './forget.ts';
import { registerHealth } from './health.ts';
import { registerIngestCallRecord } from './ingestCallRecord.ts';
import { registerLifecycle } from './lifecycle.ts';
import { registerMaintain } from './maintain.ts';
import { registerNotifications } from './notifications.ts';
import { registerReconcile } from './reconcile.ts';
import { registerRetain } from './retain.ts';
import { registerStatus } from './status.ts';
import { registerSummarize } from './summarize.ts';

export function registerFunctions(application: Application, schedules: Schedules): void {
  registerNotifications(application);
  registerLifecycle(application);
  registerIngestCallRecord(application);
  registerDeadLetterCallRecord(application);
  registerMaintain(application, schedules.maintain);
  registerReconcile(application, schedules.reconcile);
  registerSummarize(application, schedules.summarize);
  registerRetain(application, schedules.retain);
  registerForget(application, schedules.forget);
  registerHealth(application);
  registerStatus(application);
}
