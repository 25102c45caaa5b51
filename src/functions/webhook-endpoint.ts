/** Turns a Functions HTTP request into the webhook's and its answer back; both webhook functions are this. */

import type { HttpFunctionOptions } from '@azure/functions';
import type { Application } from '../app.ts';
import { withInvocationLog } from '../logs/invocation-log.ts';
import { traceparentOf } from './trace-context.ts';

/** Anonymous: Graph carries no key. The clientState inside each notification is what proves its origin. */
export function webhookEndpoint(application: Application, route: string): HttpFunctionOptions {
  return {
    route,
    methods: ['POST'],
    authLevel: 'anonymous',
    handler: (request, context) => {
      const traceparent = traceparentOf(context);
      const run = async () => {
        const response = await application.receive({
          url: request.url,
          contentLength: Number(request.headers.get('content-length') ?? Number.NaN) || undefined,
          body: () => request.body ?? new Blob([]).stream(),
          traceparent,
        });
        return { status: response.status, headers: { ...response.headers }, body: response.body ?? '' };
      };
      return withInvocationLog(context, run, { traceparent });
    },
  };
}
