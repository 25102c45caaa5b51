/** What becomes of a message that cannot be done with at once. */

import { readQueuedMessage } from '../../../src/ports/call-record-message.ts';
import type { PlannedFate } from '../../worlds/plan/frame.ts';
import { HOUR, MINUTE } from '../../worlds/plan/plan.ts';
import { graphFault } from '../../worlds/weather/graph.ts';
import { storageDown } from '../../worlds/weather/storage.ts';
import { earlierMessage } from '../../worlds/weather/strangers.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';
import { failing, standsStill, when } from './moments.ts';
import { aCall, at, inWorld, type Proof } from './proof.ts';

/** At its first request to Graph, the process that handles the first message ends, at each of the five deliveries. */
const BEFORE_GRAPH = { request: 3, phase: 'before' } as const;
const ENDS_AT_EACH_DELIVERY: PlannedFate = {
  during: 'ingest',
  ordinal: 1,
  moments: [BEFORE_GRAPH, BEFORE_GRAPH, BEFORE_GRAPH, BEFORE_GRAPH, BEFORE_GRAPH],
};

/** After its first rows, and before the head names them. */
const WITH_ROWS = { request: 7, phase: 'after' } as const;

export const ingestProofs = {
  'the tables are down at every delivery': inWorld({
    calls: [aCall()],
    weather: [storageDown('tables', { from: 110, until: 10 * MINUTE })],
  }),

  'one table fails at every delivery': inWorld(
    { calls: [aCall()] },
    failing('CallRecords', { from: MINUTE, until: 10 * MINUTE }),
  ),

  'Graph is down for an hour': inWorld({
    calls: [aCall()],
    weather: [graphFault('server-error', { target: 'any', from: 110, until: HOUR })],
  }),

  'the process ends at every delivery': inWorld({
    calls: [aCall()],
    fates: [ENDS_AT_EACH_DELIVERY],
    clearsAt: HOUR,
  }),

  'the process ends at every delivery, and another version is stored before the message is tried again':
    inWorld({
      calls: [aCall({ nextVersionsAfterSeconds: [80 * MINUTE] })],
      fates: [{ ...ENDS_AT_EACH_DELIVERY, moments: [WITH_ROWS, WITH_ROWS, WITH_ROWS, WITH_ROWS, WITH_ROWS] }],
      clearsAt: HOUR,
    }),

  'a call that waits is poisoned': inWorld(
    {
      calls: [aCall()],
      weather: [graphFault('server-error', { target: 'any', from: 110, until: HOUR })],
    },
    at(20 * MINUTE, poison),
  ),

  'DeadLetters fails when a poisoned message is to be kept': inWorld(
    { calls: [aCall()], fates: [ENDS_AT_EACH_DELIVERY], clearsAt: 2 * HOUR },
    failing('DeadLetters', { from: 0, until: 1.5 * HOUR }),
  ),

  'another attempt defers a call while one stores it': inWorld(
    {
      seed: 2,
      instances: 3,
      calls: [
        aCall({
          endsAt: 120,
          notifiedAfterSeconds: 0,
          readableAfterSeconds: 100,
          nextVersionsAfterSeconds: [150],
        }),
      ],
      weather: [graphFault('server-error', { target: 'callRecords', from: 330, until: 15 * MINUTE })],
    },
    when({ request: 'delete PendingCallRecords' }, standsStill(5 * MINUTE)),
  ),

  'pending rows cannot be changed for half an hour': inWorld(
    {
      calls: [aCall()],
      weather: [graphFault('server-error', { target: 'any', from: 110, until: 40 * MINUTE })],
    },
    failing('PendingCallRecords', { from: 130, until: 30 * MINUTE, method: 'replace' }),
    at(20 * MINUTE, ({ journal, checker }) => {
      const sent = journal.entries().filter(({ tell }) => tell().includes('"reason":"pending"'));
      if (sent.length > 1) checker.report('drained', `one call was sent ${sent.length} times`);
    }),
  ),

  // The head is swapped, CallsByDay fails, and from the second delivery to the last one there is no pending row.
  'the tables fail between a commit and its index, and a message is put back': inWorld(
    { calls: [aCall()] },
    failing('CallsByDay', { from: 0, until: 140 }),
    failing('PendingCallRecords', { from: 140, until: 400 }),
  ),

  // All deliveries fail at CallsByDay: the call waits, and is notified of once more.
  'a table fails between a commit and its index, and the notification is repeated': inWorld(
    { seed: 2, calls: [aCall()], weather: [earlierMessage(0, 275)] },
    failing('CallsByDay', { from: 0, until: 270 }),
  ),

  'a message of another build comes': inWorld({
    calls: [aCall()],
    weather: [earlierMessage(0, 10 * MINUTE)],
  }),

  'Graph makes an ingest wait for half an hour': inWorld(
    { calls: [aCall({ kind: 'large-meeting' })] },
    ({ tenant }) =>
      tenant.faults.add('throttled', {
        target: 'callRecords',
        count: 10,
        retryAfter: '180',
        when: ({ url }) => url.includes('skiptoken'),
      }),
    at(50 * MINUTE, ({ journal, checker }) => {
      const isEnded = journal.entries().some(({ tell }) => tell().includes('ran for ten minutes'));
      if (isEnded) checker.report('drained', 'the host ended the process with all that ran in it');
    }),
  ),
} as const satisfies Readonly<Record<string, Proof>>;

/** The message of each pending call has ended its process five times: the host gives it to the poison queue's function. */
async function poison(world: SimulatedWorld): Promise<void> {
  const { tables, fleet, tenant, checker, time } = world;
  for (const { rowKey: callId, cells } of [...tables.rows('PendingCallRecords')]) {
    const message = {
      schema: 1,
      tenantId: tenant.tenantId,
      callId,
      reason: 'pending',
      attempt: cells.Attempt?.value,
      firstSeenAt: cells.FirstSeenAt?.value,
    };
    const delivery = { messageId: callId, dequeueCount: 5, insertedAt: time.now() };
    await fleet.any()?.application.deadLetterPoisoned(readQueuedMessage(message), delivery);
    if (checker.accounts.pendingStateOf(callId) === undefined) continue;
    checker.report('drained', 'it is released again, and ends its process again', callId);
  }
}
