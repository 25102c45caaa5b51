/** Queue `call-records`: fetches one call record from Graph and stores it. */

import { app } from '@azure/functions';
import { type Application, CALL_RECORD_QUEUE, STORAGE_CONNECTION } from '../app.ts';
import { withInvocationLog } from '../logs/invocation-log.ts';
import { readQueuedMessage } from '../ports/call-record-message.ts';
import { deliveryOf } from './delivery.ts';
import { correlationOf } from './trace-context.ts';

export function registerIngestCallRecord(application: Application): void {
  app.storageQueue('ingestCallRecord', {
    queueName: CALL_RECORD_QUEUE,
    connection: STORAGE_CONNECTION,
    handler: (body, context) => {
      const queued = readQueuedMessage(body);
      const run = async () => {
        await application.ingest(queued, deliveryOf(context));
      };
      return withInvocationLog(context, run, correlationOf(queued));
    },
  });
}
