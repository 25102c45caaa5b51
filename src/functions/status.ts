/** GET /api/status, with a function key: every reason with its remedy, and the whole state. */

import { app } from '@azure/functions';
import type { Application } from '../app.ts';
import { withInvocationLog } from '../logs/invocation-log.ts';

export function registerStatus(application: Application): void {
  app.http('status', {
    route: 'status',
    methods: ['GET'],
    authLevel: 'function',
    handler: (_request, context) =>
      withInvocationLog(context, async () => ({
        headers: { 'cache-control': 'no-store' },
        jsonBody: await application.statusReport(),
      })),
  });
}
