/** POST /api/lifecycle: where Graph says that something happened to the subscription. `maintain` acts on it. */

import { app } from '@azure/functions';
import type { Application } from '../app.ts';
import { webhookEndpoint } from './webhook-endpoint.ts';

export function registerLifecycle(application: Application): void {
  app.http('lifecycle', webhookEndpoint(application, 'lifecycle'));
}
