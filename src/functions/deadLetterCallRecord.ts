/** Queue `call-records-poison`: keeps what ingest could not even give up on. The simplest code in the app. */

import { app } from '@azure/functions';
import { type Application, CALL_RECORD_QUEUE, STORAGE_CONNECTION } from '../app.ts';
import { withInvocationLog } from '../logs/invocation-log.ts';
import { deliveryOf } from './delivery.ts';
import { correlationOf } from './trace-context.ts';

export function registerDeadLetterCallRecord(application: Application): void {
  app.storageQueue('deadLetterCallRecord', {
    queueName: `${CALL_RECORD_QUEUE}-poison`,
    connection: STORAGE_CONNECTION,
    handler: (body, context) =>
      withInvocationLog(
        context,
        () => application.keepPoisoned(body, deliveryOf(context)),
        correlationOf(body),
      ),
  });
}
