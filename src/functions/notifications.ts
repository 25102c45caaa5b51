/** POST /api/notifications: where Graph says that a call record appeared or changed. */

import { app } from '@azure/functions';
import type { Application } from '../app.ts';
import { webhookEndpoint } from './webhook-endpoint.ts';

export function registerNotifications(application: Application): void {
  app.http('notifications', webhookEndpoint(application, 'notifications'));
}
