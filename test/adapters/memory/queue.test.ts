import { beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../../lab/manual-clock.ts';
import { StaleReceipt } from '../../../src/adapters/memory/messages.ts';
import { createMemoryQueue, type MemoryQueue } from '../../../src/adapters/memory/queue.ts';

let clock: ManualClock;
let queue: MemoryQueue;
beforeEach(() => {
  clock = new ManualClock();
  queue = createMemoryQueue(clock);
});

test('a received message is invisible for the time asked and then comes back, counted', async () => {
  await queue.sendText('text');
  expect(await queue.receive(1, 30)).toMatchObject([{ text: 'text', dequeueCount: 1 }]);
  clock.advance({ seconds: 29 });
  expect(await queue.receive(1, 30)).toEqual([]);
  clock.advance({ seconds: 1 });
  expect(await queue.receive(1, 30)).toMatchObject([{ text: 'text', dequeueCount: 2 }]);
});

test('a deleted message never comes back', async () => {
  await queue.sendText('text');
  for (const message of await queue.receive(1, 30)) await queue.delete(message);
  clock.advance({ minutes: 60 * 24 * 365 });
  expect(await queue.receive(1, 30)).toEqual([]);
  expect(queue.messages()).toEqual([]);
});

test('a message never expires', async () => {
  await queue.sendText('text');
  clock.advance({ minutes: 60 * 24 * 365 });
  expect(await queue.receive(1, 30)).toMatchObject([{ text: 'text' }]);
});

test('whoever held a message before cannot delete or hold it once another has received it', async () => {
  await queue.sendText('text');
  const [first] = await queue.receive(1, 30);
  clock.advance({ seconds: 30 });
  const [second] = await queue.receive(1, 30);
  if (first === undefined || second === undefined) throw new Error('not received twice');
  await expect(queue.delete(first)).rejects.toBeInstanceOf(StaleReceipt);
  await expect(queue.update(first, 30)).rejects.toBeInstanceOf(StaleReceipt);
  await queue.delete(second);
  await expect(queue.delete(second)).rejects.toBeInstanceOf(StaleReceipt);
});

test('a receiver may delete a message late, as long as nobody else received it', async () => {
  await queue.sendText('text');
  const [message] = await queue.receive(1, 30);
  clock.advance({ seconds: 300 });
  if (message !== undefined) await queue.delete(message);
  expect(queue.messages()).toEqual([]);
});

test('a receiver may hold a message for longer, or hand it back at once', async () => {
  await queue.sendText('text');
  const [message] = await queue.receive(1, 30);
  if (message === undefined) throw new Error('not received');
  const held = await queue.update(message, 60);
  await expect(queue.delete(message)).rejects.toBeInstanceOf(StaleReceipt);
  clock.advance({ seconds: 45 });
  expect(await queue.receive(1, 30)).toEqual([]);
  await queue.update(held, 0);
  expect(await queue.receive(1, 30)).toMatchObject([{ dequeueCount: 2 }]);
});

test('messages come in the order in which they became visible, at most as many as asked for', async () => {
  await queue.sendText('delayed', 10);
  for (const text of ['a', 'b', 'c']) await queue.sendText(text);
  expect((await queue.receive(2, 30)).map(({ text }) => text)).toEqual(['a', 'b']);
  clock.advance({ seconds: 10 });
  expect((await queue.receive(32, 30)).map(({ text }) => text)).toEqual(['c', 'delayed']);
  await expect(queue.receive(33, 30)).rejects.toBeInstanceOf(RangeError);
  await expect(queue.receive(0, 30)).rejects.toBeInstanceOf(RangeError);
});
