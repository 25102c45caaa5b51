/** GET /api/health, for probes: 200, or 503 with the reason codes that anyone may see, and nothing else. */

import { app } from '@azure/functions';
import type { Application } from '../app.ts';
import { withInvocationLog } from '../logs/invocation-log.ts';

export function registerHealth(application: Application): void {
  app.http('health', {
    route: 'health',
    methods: ['GET'],
    authLevel: 'anonymous',
    handler: (_request, context) =>
      withInvocationLog(context, async () => {
        const health = await application.health();
        return {
          status: health.status === 'healthy' ? 200 : 503,
          headers: { 'cache-control': 'no-store' },
          jsonBody: health,
        };
      }),
  });
}
