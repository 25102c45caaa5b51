/** What the program leaves to people once the weather is fair, and what they do about it: what the documentation says. */

import type { QueuedMessage } from '../../../src/adapters/memory/messages.ts';
import { toDateTime } from '../../../src/domain/date-time.ts';
import { callIn } from '../checker/message-text.ts';
import type { SimulatedWorld } from './world.ts';

/** The host hands a message to no function after so many deliveries; one in the poison queue then lies there. */
const MAX_DEQUEUE_COUNT = 5;

export function isAbandoned({ dequeueCount }: QueuedMessage): boolean {
  return dequeueCount > MAX_DEQUEUE_COUNT;
}

/**
 * Replays each dead letter about a call that is left to people, and types in a pending row for each message that the
 * poison queue keeps. Resolves with whether there was anything to do.
 */
export async function leftToPeople(world: SimulatedWorld): Promise<boolean> {
  const { checker, tenant, tables, queue, tallies, time, timers, journal } = world;
  const before = tallies.operatorActs;
  for (const message of queue.messages('poisonQueue').filter(isAbandoned)) {
    const callId = callIn(message.text, tenant.tenantId);
    if (callId === undefined) continue;
    journal.note('operator', callId, () => 'types in a pending row for a message in the poison queue');
    await tables.table('PendingCallRecords').upsert({
      partitionKey: tenant.tenantId,
      rowKey: callId,
      cells: {
        State: { type: 'String', value: 'waiting' },
        NextAttemptAt: { type: 'DateTime', value: toDateTime(time.now()) },
      },
    });
    await queue.take('poisonQueue', message.id);
    tallies.operatorActs += 1;
  }
  for (const [key, { callId, state }] of checker.accounts.deadLetters) {
    if (state !== 'operator' || callId === undefined || checker.truth.newestOf(callId) === undefined)
      continue;
    if (checker.accounts.unstorable.has(callId)) continue;
    const [partitionKey = '', rowKey = ''] = key.split(' ', 2);
    journal.note('operator', callId, () => `replays a dead letter of ${partitionKey}`);
    await tables
      .table('DeadLetters')
      .merge({ partitionKey, rowKey, cells: { State: { type: 'String', value: 'waiting' } } });
    tallies.operatorActs += 1;
  }
  timers.maintain.wake(time.milliseconds);
  return tallies.operatorActs > before;
}
