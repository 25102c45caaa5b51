/** What the program leaves to operators once the weather is fair, and what they do about it, as docs/operations.md says. */

import type { QueuedMessage } from '../../../src/adapters/memory/messages.ts';
import { toDateTime } from '../../../src/language/date-time.ts';
import type { Row } from '../../../src/tables/cell.ts';
import { OUR_HOST_JSON } from '../../host/our-host-json.ts';
import { callIn } from '../checker/message-text.ts';
import type { SimulatedWorld } from './world.ts';

/** The host hands a message to no function after so many deliveries; one in the poison queue then lies there. */
export function isAbandoned({ dequeueCount }: QueuedMessage): boolean {
  return dequeueCount > OUR_HOST_JSON.queues.maxDequeueCount;
}

/** Resolves with whether there was anything to do. */
export async function operate(world: SimulatedWorld): Promise<boolean> {
  const before = world.tallies.operatorActs;
  await emptyPoisonQueue(world);
  await replayDeadLetters(world);
  world.timers.maintain.wake();
  return world.tallies.operatorActs > before;
}

/**
 * Types in a pending row for each call of which the poison queue keeps a message, and deletes the message. Until its
 * function is disabled, the host goes on receiving the message, and so hides it.
 */
async function emptyPoisonQueue(world: SimulatedWorld): Promise<void> {
  const { tenant, tables, queue, tallies, time, hosts, journal } = world;
  const abandoned = queue.messages('poisonQueue').filter(isAbandoned);
  if (abandoned.length === 0) return;
  hosts.disable('poisonQueue');
  await world.passUntil(Math.max(...abandoned.map(({ visibleAt }) => visibleAt.getTime())) + 1);
  for (const message of abandoned) {
    const callId = callIn(message.text, tenant.tenantId);
    if (callId !== undefined) {
      journal.note('operator', callId, () => 'types in a pending row for a message in the poison queue');
      await tables.table('PendingCallRecords').upsert({
        partitionKey: tenant.tenantId,
        rowKey: callId,
        cells: {
          State: { type: 'String', value: 'waiting' },
          NextAttemptAt: { type: 'DateTime', value: toDateTime(time.now()) },
        },
      });
    }
    await queue.take('poisonQueue', message.id);
    tallies.operatorActs += 1;
  }
  hosts.enable('poisonQueue');
}

/** Closes dead letters that only people can judge: of messages of others, and of calls that nothing can store. */
export async function dismissDeadLetters(world: SimulatedWorld): Promise<void> {
  const { checker, tallies, time } = world;
  const { accounts } = checker;
  for (const [key, { callId, state }] of accounts.deadLetters) {
    if (state === 'stored' || state === 'dismissed') continue;
    const mayBeStored = callId !== undefined && world.shows(callId);
    if (mayBeStored && !accounts.unstorable.has(callId)) continue;
    await changeDeadLetter(world, key, {
      State: { type: 'String', value: 'dismissed' },
      DismissedAt: { type: 'DateTime', value: toDateTime(time.now()) },
      DismissedBecause: { type: 'String', value: 'it is not ours' },
    });
    tallies.dismissed += 1;
  }
}

async function replayDeadLetters(world: SimulatedWorld): Promise<void> {
  const { checker, tallies, journal, time } = world;
  for (const [key, { callId, state }] of checker.accounts.deadLetters) {
    const isUnresolved = state === 'operator' || state === 'waiting' || state === 'replayed';
    if (!isUnresolved || callId === undefined || checker.truth.newestOf(callId) === undefined) continue;
    if (checker.accounts.unstorable.has(callId)) continue;
    journal.note('operator', callId, () => `replays the dead letter ${key}`);
    await changeDeadLetter(world, key, {
      State: { type: 'String', value: 'waiting' },
      NextReplayAt: { type: 'DateTime', value: toDateTime(time.now()) },
    });
    tallies.operatorActs += 1;
  }
}

/** `key`: both keys of its row, as the checker has them. */
async function changeDeadLetter({ tables }: SimulatedWorld, key: string, cells: Row['cells']): Promise<void> {
  const [partitionKey = '', rowKey = ''] = key.split(' ', 2);
  await tables.table('DeadLetters').merge({ partitionKey, rowKey, cells });
}
