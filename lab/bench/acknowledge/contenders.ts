/** Three ways of getting notified calls into the queue: bare, through the use-case, through the function. */

import { randomUUID } from 'node:crypto';
import { QueueClient } from '@azure/storage-queue';
import { CALL_RECORD_QUEUE } from '../../../src/app.ts';
import type { Config } from '../../../src/config.ts';
import { registerFunctions } from '../../../src/functions/index.ts';
import { toDateTime } from '../../../src/language/date-time.ts';
import { collectFunctions } from '../../host/function-app.ts';
import { createHost } from '../../host/host.ts';
import { expectSameRequests } from '../outgoing-requests.ts';
import type { Pipeline } from '../pipeline.ts';

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

/** A W3C trace context, which the platform gives every request and the message carries along. */
const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

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
      const body = Buffer.from(notificationBody(config, calls));
      const request = {
        url: config.notificationUrl,
        contentLength: body.byteLength,
        body: () => ReadableStream.from([body]),
        traceparent: TRACEPARENT,
      };
      return async () => expectAccepted(await application.receive(request));
    },
    function(calls) {
      const body = notificationBody(config, calls);
      const { pathname } = new URL(config.notificationUrl);
      return async () => expectAccepted(await host.http(pathname, { method: 'POST', body }));
    },
  };
  const { queue: below } = pipeline.addresses;
  await expectSameRequests(below, contenders.bare(3), contenders.receive(3));
  await expectSameRequests(below, contenders.bare(3), contenders.function(3));
  return contenders;
}

/** Takes all messages out again: sending slows down with what is in the queue. */
export async function emptyQueue(connectionString: string): Promise<void> {
  await new QueueClient(connectionString, CALL_RECORD_QUEUE).clearMessages();
}

/** A message of the webhook, byte for byte as long. */
function messageLike(tenantId: string): string {
  return JSON.stringify({
    schema: 1,
    tenantId,
    callId: randomUUID(),
    reason: 'notification',
    attempt: 0,
    firstSeenAt: toDateTime(new Date()),
    traceparent: TRACEPARENT,
  });
}

/** What Graph posts about so many calls that the pipeline has never heard of. */
function notificationBody({ tenantId, clientState }: Config, calls: number): string {
  const subscriptionId = randomUUID();
  const value = Array.from({ length: calls }, () => {
    const id = randomUUID();
    const resource = `communications/callRecords/${id}`;
    return {
      tenantId,
      subscriptionId,
      clientState,
      changeType: 'updated',
      resource,
      subscriptionExpirationDateTime: '2030-01-01T00:00:00Z',
      resourceData: { id, '@odata.type': '#microsoft.graph.callRecord', '@odata.id': resource },
    };
  });
  return JSON.stringify({ value });
}

function expectAccepted({ status }: { readonly status: number }): void {
  if (status !== 202) throw new Error(`the webhook answered ${status}, expected 202`);
}
