/** Queue `call-records-poison`: writes dead letters of what ingest could not even give up on. */

import { app } from '@azure/functions';
import { type Application, CALL_RECORD_QUEUE, STORAGE_CONNECTION } from '../app.ts';
import { withInvocationLog } from '../logs/invocation-log.ts';
import { readQueuedMessage } from '../ports/call-record-message.ts';
import { deliveryOf } from './delivery.ts';
import { correlationOf } from './trace-context.ts';

export function registerDeadLetterCallRecord(application: Application): void {
  app.storageQueue('deadLetterCallRecord', {
    queueName: `${CALL_RECORD_QUEUE}-poison`,
    connection: STORAGE_CONNECTION,
    handler: (body, context) => {
      const queued = readQueuedMessage(body);
      const run = () => application.deadLetterPoisoned(queued, deliveryOf(context));
      return withInvocationLog(context, run, correlationOf(queued));
    },
  });
}
