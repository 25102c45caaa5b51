/** What waits and what is given up: every deferral a row, every dead end visible. Over Azurite, in virtual time. */

import { describe, expect, it } from 'vitest';
import type { FaultName, FaultOptions } from '../../lab/graph/faults.ts';
import {
  cellValue,
  leftovers,
  type PipelineWorld,
  POISON_QUEUE,
  pipelineInMemory,
  QUEUE,
  readCall,
  reasons,
} from './pipeline-world.ts';

const AT_ONCE = {
  kind: 'peer-to-peer',
  readableAfterSeconds: 0,
  notifiedAfterSeconds: 0,
  versions: [{}],
} as const;
/** Two pages of sessions. */
const LARGE = { ...AT_ONCE, kind: 'large-meeting', sessions: 61, participants: 20 } as const;

const onLaterPage: FaultOptions = { when: ({ url }) => url.includes('skiptoken') };

describe('a call that cannot be stored now', () => {
  const waits: ReadonlyArray<readonly [string, FaultName, FaultOptions]> = [
    ['notFound', 'not-found', {}],
    ['throttled', 'throttled', { retryAfter: '600' }],
    ['unavailable', 'unavailable', { retryAfter: '600' }],
    ['unavailable', 'server-error', {}],
    ['unauthorized', 'unauthorized', {}],
    ['forbidden', 'forbidden', { target: 'callRecords' }],
    ['deadline', 'throttled', { ...onLaterPage, retryAfter: '300' }],
  ];

  it.each(waits)('waits as a row with the reason %s after the fault %s', async (reason, fault, options) => {
    const at = await pipelineInMemory();
    // Only a call of several pages can use up the time of an ingest.
    const call = at.tenant.startCall(reason === 'deadline' ? LARGE : AT_ONCE);
    const waiting = at.tenant.faults.add(fault, { ...options, callId: call.callId, count: 100_000 });
    await at.settle();
    const [row, ...more] = await at.tenantRows('PendingCallRecords');
    expect(more).toEqual([]);
    expect(row?.rowKey).toBe(call.callId);
    expect(cellValue(row, 'Reason')).toBe(reason);
    expect(cellValue(row, 'State')).toBe('waiting');
    const dueAt = Date.parse(String(cellValue(row, 'NextAttemptAt')));
    expect(dueAt).toBeGreaterThan(at.clock.now().getTime());
    expect(await at.rows('DeadLetters', 'call-records')).toEqual([]);

    waiting.remove();
    await at.pass(16, 4);
    expect((await readCall(at, call.callId)).sessions).toHaveLength(call.counts?.sessions ?? -1);
    expect(await at.tenantRows('PendingCallRecords')).toEqual([]);
    expect(await leftovers(at, call.callId)).toEqual([]);
  });
});

it('a call whose version moves whenever it is read waits as a row too, until a notification finds it still', async () => {
  const at = await pipelineInMemory();
  const { callId } = at.tenant.startCall(LARGE);
  at.tenant.faults.add('version-moves', { callId, count: 5 });
  await at.tenant.deliverDue();
  await at.host.processQueue(QUEUE, { maxMessages: 1 });
  const [row] = await at.tenantRows('PendingCallRecords');
  expect(row?.rowKey).toBe(callId);
  expect(cellValue(row, 'LastError')).toBe('the version kept moving');
  expect((await readCall(at, callId)).head).toBeUndefined();
  await at.settle();
  expect((await readCall(at, callId)).version).toBe(6n);
  expect(await at.tenantRows('PendingCallRecords')).toEqual([]);
  expect(await leftovers(at, callId)).toEqual([]);
});

describe('a message that ends the process each time it is handled', () => {
  /** As if the process died at each of its five deliveries: received, and never deleted. */
  async function dieFiveTimes(at: PipelineWorld): Promise<void> {
    for (let delivery = 1; delivery <= 5; delivery += 1) {
      const [message] = await at.queue(QUEUE).receive(1, 0);
      expect(message?.dequeueCount).toBe(delivery);
    }
  }

  it('is kept visibly, replayed once after an hour, and stored when the process lives', async () => {
    const at = await pipelineInMemory();
    const { callId } = at.tenant.startCall(AT_ONCE);
    await at.tenant.deliverDue();
    await dieFiveTimes(at);
    const asked = at.events.length;
    await at.settle();
    // The host gives up on it without calling ingest a sixth time.
    expect(at.events.slice(asked).filter(({ type }) => type === 'requestAnswered')).toEqual([]);
    const [letter, ...more] = await at.rows('DeadLetters', POISON_QUEUE);
    expect(more).toEqual([]);
    expect(cellValue(letter, 'CallId')).toBe(callId);
    expect(cellValue(letter, 'State')).toBe('waiting');
    expect(cellValue(letter, 'Body')).toContain(callId);
    expect(await reasons(at)).toEqual(['deadLetters']);
    expect(await at.queue(POISON_QUEUE).receive(1, 0)).toEqual([]);

    await at.pass(59, 59);
    expect((await readCall(at, callId)).head).toBeUndefined();
    await at.pass(1);
    expect((await readCall(at, callId)).version).toBe(1n);
    const [replayed] = await at.rows('DeadLetters', POISON_QUEUE);
    expect(cellValue(replayed, 'State')).toBe('replayed');
  });

  it('waits for its next age when its replay ends the process too, in one row', async () => {
    const at = await pipelineInMemory();
    const { callId } = at.tenant.startCall(AT_ONCE);
    await at.tenant.deliverDue();
    await dieFiveTimes(at);
    await at.settle();
    at.clock.advance({ minutes: 60 });
    await at.host.runTimer('maintain');
    await dieFiveTimes(at);
    await at.settle();
    const letters = await at.rows('DeadLetters', POISON_QUEUE);
    expect(letters.map((row) => cellValue(row, 'State'))).toEqual(['waiting']);
    expect(letters.map((row) => cellValue(row, 'CallId'))).toEqual([callId]);
    // Nothing would release it again and again.
    expect(await at.tenantRows('PendingCallRecords')).toEqual([]);
    await at.pass(3 * 60, 60);
    expect((await readCall(at, callId)).head).toBeUndefined();
    expect(await reasons(at)).toContain('deadLetters');
  });
});
