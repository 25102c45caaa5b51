/** How long Graph waits for its 202, beside the bare sends that any answer must wait for. */

import { randomUUID } from 'node:crypto';
import { QueueClient } from '@azure/storage-queue';
import { CALL_RECORD_QUEUE } from '../../src/app.ts';
import type { Config } from '../../src/config.ts';
import { registerFunctions } from '../../src/functions/index.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { collectFunctions } from '../host/function-app.ts';
import { createHost } from '../host/host.ts';
import { comparisonTable } from './findings.ts';
import { expectSameRequests } from './outgoing-requests.ts';
import { type Pipeline, startPipeline } from './pipeline.ts';
import { type Comparison, compare, type Figures, inRounds, percentile, type Round } from './rounds.ts';
import { type Times, timesOf } from './times-of.ts';
import type { Measurement } from './workbench.ts';

/** Enough for a 95th percentile; each takes a few milliseconds. */
const SINGLE_NOTIFICATIONS = 100;

/** A burst as after an all-hands: batches of this many calls arrive at once. */
const CONCURRENT_BATCHES = 100;
const CALLS_IN_A_BATCH = 5;

export const acknowledge: Measurement = {
  name: 'acknowledge',
  title: 'Acknowledging notifications',
  async run(workbench) {
    const connectionString = await workbench.freshAccount();
    const pipeline = await startPipeline(connectionString);
    try {
      const queue = new QueueClient(connectionString, CALL_RECORD_QUEUE);
      const bare = bareSends(queue, pipeline.config);
      const ours = await throughFunction(pipeline, connectionString);
      await expectSameRequests(pipeline.addresses.queue, bare(3), ours(3));
      const turns = <Figure extends string>(measure: (contender: Contender) => Promise<Figures<Figure>>) => {
        const turn = (contender: Contender) => async () => {
          // Sending slows down with what is in the queue.
          await queue.clearMessages();
          return await measure(contender);
        };
        return { bare: turn(bare), ours: turn(ours) };
      };
      const one = await inRounds(workbench.rounds, turns(oneByOne));
      const many = await inRounds(workbench.rounds, turns(allAtOnce));
      const batches = `${CONCURRENT_BATCHES} concurrent batches of ${CALLS_IN_A_BATCH}`;
      return [
        comparisonTable('bare sends', [
          besideBareSends(one, 'p50', 'one notification, p50'),
          besideBareSends(one, 'p95', 'one notification, p95'),
          besideBareSends(many, 'p95', `${batches}, p95`),
          besideBareSends(many, 'all', `${batches}, the last answer`),
        ]),
      ];
    } finally {
      await pipeline.close();
    }
  },
};

function besideBareSends<Figure extends string>(
  rounds: ReadonlyArray<Round<'bare' | 'ours', Figure>>,
  figure: Figure,
  what: string,
): Comparison {
  return compare(rounds, { figure, what, ours: 'ours', bare: 'bare', unit: 'ms' });
}

async function oneByOne(contender: Contender): Promise<Figures<'p50' | 'p95'>> {
  const times: Array<number> = [];
  for (let index = 0; index < SINGLE_NOTIFICATIONS; index += 1) {
    times.push((await timesOf(contender(1))).ms);
  }
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
}

async function allAtOnce(contender: Contender): Promise<Figures<'p95' | 'all'>> {
  const batches = Array.from({ length: CONCURRENT_BATCHES }, () => contender(CALLS_IN_A_BATCH));
  let times: ReadonlyArray<Times> = [];
  const { ms } = await timesOf(async () => {
    times = await Promise.all(batches.map(timesOf));
  });
  return {
    p95: percentile(
      times.map((one) => one.ms),
      0.95,
    ),
    all: ms,
  };
}

/** Prepares a request about this many calls; what it returns sends it, and resolves when all are in the queue. */
type Contender = (calls: number) => () => Promise<void>;

/** Nothing but the sends of the Azure library, all of one request at once. */
function bareSends(queue: QueueClient, { tenantId }: Config): Contender {
  return (calls) => {
    const messages = Array.from({ length: calls }, () => messageLike(tenantId));
    return async () => {
      await Promise.all(messages.map((text) => queue.sendMessage(text, { messageTimeToLive: -1 })));
    };
  };
}

/** The HTTP function by the Functions library, on the local host without its network. */
async function throughFunction(
  { application, config }: Pipeline,
  connectionString: string,
): Promise<Contender> {
  const host = await createHost({
    app: await collectFunctions(() => registerFunctions(application, config.schedules)),
    settings: { CallRecordStorage: connectionString, AzureWebJobsStorage: connectionString },
  });
  const { pathname } = new URL(config.notificationUrl);
  return (calls) => {
    const body = notificationBody(config, calls);
    return async () => {
      const { status } = await host.http(pathname, { method: 'POST', body });
      if (status !== 202) throw new Error(`the webhook answered ${status}, expected 202`);
    };
  };
}

/** A W3C trace context, which the platform gives every request and the message carries along. */
const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

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
