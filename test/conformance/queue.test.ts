import { QueueClient } from '@azure/storage-queue';
import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { createAzureQueue } from '../../src/adapters/storage/queue.ts';
import { parseDateTime } from '../../src/language/date-time.ts';
import { parseCallId, parseTenantId } from '../../src/language/identifiers.ts';
import type { CallRecordMessage } from '../../src/ports/call-record-message.ts';
import type { CallRecordQueue } from '../../src/ports/queue.ts';
import { freshAccount } from '../storage-account.ts';

interface QueueUnderTest {
  readonly queue: CallRecordQueue;
  /** The texts of the messages that are visible, as the host would receive them. */
  visible(which: 'queue' | 'poisonQueue'): Promise<ReadonlyArray<string>>;
}

const queuesUnderTest: ReadonlyArray<{ name: string; create(): Promise<QueueUnderTest> }> = [
  {
    name: 'in memory',
    async create() {
      const queue = createMemoryQueue(new ManualClock());
      await queue.create();
      return {
        queue,
        async visible(which) {
          const source = which === 'queue' ? queue : queue.poisonQueue;
          return (await source.receive(32, 600)).map(({ text }) => text);
        },
      };
    },
  },
  {
    name: 'on the Azure emulator',
    async create() {
      const connectionString = freshAccount();
      const queue = createAzureQueue({ connectionString }, 'call-records');
      await queue.create();
      return {
        queue,
        async visible(which) {
          const name = which === 'queue' ? 'call-records' : 'call-records-poison';
          const client = new QueueClient(connectionString, name);
          const { receivedMessageItems } = await client.receiveMessages({
            numberOfMessages: 32,
            visibilityTimeout: 600,
          });
          return receivedMessageItems.map(({ messageText }) => messageText);
        },
      };
    },
  },
];

describe.each(queuesUnderTest)('the queue $name', ({ create }) => {
  let queue: CallRecordQueue;
  let visible: QueueUnderTest['visible'];
  beforeEach(async () => {
    ({ queue, visible } = await create());
  });

  test('gives a message as plain JSON to whoever receives it', async () => {
    await queue.send(message());
    const texts = await visible('queue');
    expect(texts).toHaveLength(1);
    expect(JSON.parse(texts[0] ?? '')).toEqual(message());
  });

  test('keeps every character of a text', async () => {
    const texts = [
      '{"a":"👩🏽‍💻 中文 <&>\\"\'"}',
      'plain <b>text</b> &amp; more',
      ' leading and trailing ',
      'line\nbreak',
    ];
    for (const text of texts) await queue.putBack(text, 'queue', 0);
    expect((await visible('queue')).toSorted()).toEqual(texts.toSorted());
  });

  test('takes a text of 64 KiB and refuses a longer one', async () => {
    const largest = 'x'.repeat(65_536);
    await queue.putBack(largest, 'queue', 0);
    await expect(queue.putBack(`${largest}x`, 'queue', 0)).rejects.toThrow();
    expect(await visible('queue')).toEqual([largest]);
  });

  test('counts its messages, those included that are invisible', async () => {
    expect(await queue.approximateLength('queue')).toBe(0);
    await queue.send(message());
    await queue.send(message());
    await queue.putBack('later', 'queue', 60);
    expect(await queue.approximateLength('queue')).toBe(3);
    await visible('queue');
    expect(await queue.approximateLength('queue')).toBe(3);
  });

  test('tells when the message that is next was put in, without taking it; nothing while none is visible', async () => {
    expect(await queue.oldestVisibleAt()).toBeUndefined();
    await queue.putBack('later', 'queue', 60);
    expect(await queue.oldestVisibleAt()).toBeUndefined();
    await queue.send(message());
    const oldest = await queue.oldestVisibleAt();
    expect(oldest).toBeInstanceOf(Date);
    await queue.send(message());
    expect(await queue.oldestVisibleAt()).toEqual(oldest);
    expect(await visible('queue')).toHaveLength(2);
    expect(await queue.oldestVisibleAt()).toBeUndefined();
  });

  test('puts a message back into the queue or the poison queue, invisible for the time asked', async () => {
    await queue.putBack('now', 'queue', 0);
    await queue.putBack('later', 'queue', 60);
    await queue.putBack('poison now', 'poisonQueue', 0);
    await queue.putBack('poison later', 'poisonQueue', 60);
    expect(await visible('queue')).toEqual(['now']);
    expect(await visible('poisonQueue')).toEqual(['poison now']);
  });

  test('sends nothing once the sender has given up', async () => {
    const reason = new Error('the webhook has answered');
    await expect(queue.send(message(), AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(await visible('queue')).toEqual([]);
  });
});

function message(): CallRecordMessage {
  const id = '3f2504e0-4f89-11d3-9a0c-0305e82c3301';
  return {
    schema: 1,
    tenantId: known(parseTenantId(id)),
    callId: known(parseCallId(id)),
    reason: 'notification',
    attempt: 0,
    firstSeenAt: known(parseDateTime('2026-11-23T09:00:00Z')),
  };
}

function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('not parsed');
  return value;
}
