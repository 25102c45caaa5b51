/** Every function of the app. */

import type { Application } from '../app.ts';
import { registerDeadLetterCallRecord } from './deadLetterCallRecord.ts';
import { registerHealth } from './health.ts';
import { registerIngestCallRecord } from './ingestCallRecord.ts';
import { registerLifecycle } from './lifecycle.ts';
import { registerMaintain } from './maintain.ts';
import { registerNotifications } from './notifications.ts';
import { registerStatus } from './status.ts';

export function registerFunctions(application: Application, schedules: { readonly maintain: string }): void {
  registerNotifications(application);
  registerLifecycle(application);
  registerIngestCallRecord(application);
  registerDeadLetterCallRecord(application);
  registerMaintain(application, schedules.maintain);
  registerHealth(application);
  registerStatus(application);
}
