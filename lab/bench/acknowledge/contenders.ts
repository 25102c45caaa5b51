/** Three ways of getting notified calls into the queue: bare, through the use-case, through the function. */

import { randomUUID } from 'node:crypto';
import { QueueClient } from '@azure/storage-queue';
import { CALL_RECORD_QUEUE } from '../../../src/app.ts';
import { registerFunctions } from '../../../src/functions/index.ts';
import { toDateTime } from '../../../src/language/date-time.ts';
import { parseCallId } from '../../../src/language/identifiers.ts';
import type { CallRecordMessage } from '../../../src/ports/call-record-message.ts';
import { collectFunctions } from '../../host/function-app.ts';
import { createHost } from '../../host/host.ts';
import type { Pipeline } from '../pipeline.ts';
import { expectSameRequests } from '../same-requests.ts';
import { notificationBody, TRACEPARENT, webhookRequest } from './notifications.ts';

/** Prepares a request about this many calls; what it returns sends it, and resolves when all are in the queue. */
export type Contender = (calls: number) => () => Promise<void>;

export interface Contenders {
  /** Nothing but the sends of the Azure library, all of one request at once. */
  readonly bare: Contender;
  /** The use-case: parse, check, send, answer. */
  readonly receive: Contender;
  /** The HTTP function by the Functions library, on the local host without its network. */
  readonly function: Contender;
}

export async function createContenders(pipeline: Pipeline, connectionString: string): Promise<Contenders> {
  const { application, config } = pipeline;
  const queue = new QueueClient(connectionString, CALL_RECORD_QUEUE);
  const host = await createHost({
    app: await collectFunctions(() => registerFunctions(application, config.schedules)),
    settings: { CallRecordStorage: connectionString, AzureWebJobsStorage: connectionString },
  });
  const contenders: Contenders = {
    bare(calls) {
      const messages = Array.from({ length: calls }, () => messageLike(config.tenantId));
      return async () => {
        await Promise.all(messages.map((text) => queue.sendMessage(text, { messageTimeToLive: -1 })));
      };
    },
    receive(calls) {
      const request = webhookRequest(config, notificationBody(config, calls));
      return async () => expectAccepted(await application.receive(request));
    },
    function(calls) {
      const body = notificationBody(config, calls);
      const { pathname } = new URL(config.notificationUrl);
      return async () => expectAccepted(await host.http(pathname, { method: 'POST', body }));
    },
  };
  const threeCalls = (contender: Contender) => ({ to: pipeline.addresses.queue, send: contender(3) });
  await expectSameRequests(threeCalls(contenders.bare), threeCalls(contenders.receive));
  await expectSameRequests(threeCalls(contenders.bare), threeCalls(contenders.function));
  return contenders;
}

/** Takes all messages out again: sending slows down with what is in the queue. */
export async function emptyQueue(connectionString: string): Promise<void> {
  await new QueueClient(connectionString, CALL_RECORD_QUEUE).clearMessages();
}

/** A message of the webhook, byte for byte as long. */
function messageLike(tenantId: CallRecordMessage['tenantId']): string {
  const callId = parseCallId(randomUUID());
  if (callId === undefined) throw new Error('a random UUID is a call id');
  const message: CallRecordMessage = {
    schema: 1,
    tenantId,
    callId,
    reason: 'notification',
    attempt: 0,
    firstSeenAt: toDateTime(new Date()),
    traceparent: TRACEPARENT,
  };
  return JSON.stringify(message);
}

function expectAccepted({ status }: { readonly status: number }): void {
  if (status !== 202) throw new Error(`the webhook answered ${status}, expected 202`);
}
