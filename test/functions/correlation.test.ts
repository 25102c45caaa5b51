/** From one notification to the rows that came of it, by its W3C trace context. */

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cellValue, type PipelineWorld, pipelineInMemory, QUEUE, readCall } from './pipeline-world.ts';

const READABLE = { kind: 'peer-to-peer', readableAfterSeconds: 0, versions: [{}] } as const;
const NEVER = { notifiedAfterSeconds: 9_999_999 } as const;
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

/** Posts a notification inside a trace, as an availability test or a gateway in front of the app would. */
async function notify(at: PipelineWorld, callId: string, traceId = TRACE_ID): Promise<void> {
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  const body = JSON.stringify(at.notificationsFor([callId]));
  expect((await at.post(body, '/api/notifications', { traceparent })).status).toBe(202);
}

/** The lines that name the trace, as somebody who looks for it finds them. */
function linesOf(at: PipelineWorld, traceId = TRACE_ID): ReadonlyArray<Record<string, unknown>> {
  const own = at.log.filter(({ source, message }) => source === 'function' && message.includes(traceId));
  return own.map(({ message }) => JSON.parse(message) as Record<string, unknown>);
}

const eventsOf = (at: PipelineWorld, traceId?: string) => linesOf(at, traceId).map(({ event }) => event);

describe('a notification', () => {
  it('is followed through the webhook, the queue and ingest to the row of its call', async () => {
    const at = await pipelineInMemory();
    const { callId } = at.tenant.startCall({ ...READABLE, ...NEVER });
    await notify(at, callId);
    const [queued] = await at.queue(QUEUE).receive(1, 0);
    expect(queued?.text).toContain(TRACE_ID);
    await at.settle();

    expect(eventsOf(at)).toEqual([
      'notificationsReceived',
      'graphRequest',
      'graphRequest',
      'callRecordIngested',
    ]);
    for (const { event, callId: named } of linesOf(at)) {
      if (event !== 'notificationsReceived') expect(named, String(event)).toBe(callId);
    }
    expect(linesOf(at).at(-1)).toMatchObject({ outcome: 'stored', recordAgeSeconds: 0, lagSeconds: 0 });
    const { head } = await readCall(at, callId);
    expect(cellValue(head, 'Traceparent')).toBe(linesOf(at)[0]?.traceparent);
    expect(cellValue(head, 'Traceparent')).toContain(TRACE_ID);
  });

  it('whose record comes an hour later is followed through the row that waited', async () => {
    const at = await pipelineInMemory();
    const { callId } = at.tenant.startCall({ ...READABLE, ...NEVER, readableAfterSeconds: 3_600 });
    await notify(at, callId);
    await at.settle();
    const [waiting] = await at.tenantRows('PendingCallRecords');
    expect(cellValue(waiting, 'Traceparent')).toContain(TRACE_ID);
    await at.pass(100, 5);
    expect(cellValue((await readCall(at, callId)).head, 'Traceparent')).toContain(TRACE_ID);
    expect(linesOf(at).filter(({ outcome }) => outcome === 'stored')).toHaveLength(1);
  });

  it('of a record that stays bad is named by its dead letter, and by the replay of it', async () => {
    const at = await pipelineInMemory();
    const { callId } = at.tenant.startCall({ ...READABLE, ...NEVER, kind: 'large-meeting' });
    at.tenant.faults.add('foreign-next-link', { callId, count: 100 });
    await notify(at, callId);
    await at.settle();
    const [letter] = await at.rows('DeadLetters', 'call-records');
    expect(cellValue(letter, 'Traceparent')).toContain(TRACE_ID);
    expect(eventsOf(at)).toContain('deadLetterKept');
    at.tenant.faults.clear();
    await at.pass(65, 5);
    expect(cellValue((await readCall(at, callId)).head, 'Traceparent')).toContain(TRACE_ID);
  });

  it('that cannot be read is named by its dead letter', async () => {
    const at = await pipelineInMemory();
    await notify(at, 'not-a-guid');
    const [letter] = await at.rows('DeadLetters', 'notifications');
    expect(cellValue(letter, 'Traceparent')).toContain(TRACE_ID);
    expect(eventsOf(at)).toEqual(['deadLetterKept', 'notificationsReceived']);
  });

  it('of a call given up as unavailable is still known when listing revives it', async () => {
    const at = await pipelineInMemory({ settings: { BACKFILL_DAYS: '2' } });
    const callId = randomUUID();
    await notify(at, callId);
    await at.settle();
    await at.pass(26 * 60, 60);
    expect(cellValue((await at.tenantRows('PendingCallRecords'))[0], 'State')).toBe('unavailable');
    at.tenant.faults.add('notification-dropped', { callId });
    const endedAt = new Date(at.clock.now().getTime() - 20 * 3_600_000);
    at.tenant.startCall({ ...READABLE, id: callId, endedAt });
    await at.settle();
    await at.host.runTimer('reconcile');
    await at.pass(1);
    expect(cellValue((await readCall(at, callId)).head, 'Traceparent')).toContain(TRACE_ID);
  });
});

describe('the trace context of a stored version', () => {
  const OTHER_ID = 'ffffffffffffffffffffffffffffffff';

  it('is that of the notification that brought it, not of the ones that brought nothing new', async () => {
    const at = await pipelineInMemory();
    const { callId } = at.tenant.startCall({ ...READABLE, ...NEVER });
    await notify(at, callId);
    await at.settle();
    await notify(at, callId, OTHER_ID);
    await at.settle();
    expect(linesOf(at, OTHER_ID).at(-1)).toMatchObject({ outcome: 'superseded' });
    expect(cellValue((await readCall(at, callId)).head, 'Traceparent')).toContain(TRACE_ID);

    at.tenant.publishVersion(callId, { notify: false });
    await notify(at, callId, OTHER_ID);
    await at.settle();
    expect(cellValue((await readCall(at, callId)).head, 'Traceparent')).toContain(OTHER_ID);
  });

  it('stays when an operator has the same version stored again', async () => {
    const at = await pipelineInMemory();
    const { callId } = at.tenant.startCall({ ...READABLE, ...NEVER });
    await notify(at, callId);
    await at.settle();
    await at.write('PendingCallRecords', callId, {
      State: { type: 'String', value: 'waiting' },
      NextAttemptAt: { type: 'DateTime', value: '2026-01-01T00:00:00.0000000Z' },
    });
    await at.pass(1);
    const { head } = await readCall(at, callId);
    expect(cellValue(head, 'Revision')).toBe(1);
    expect(cellValue(head, 'Traceparent')).toContain(TRACE_ID);
  });

  it('is no reason to refuse a call when somebody has typed something else', async () => {
    const at = await pipelineInMemory();
    const { callId } = at.tenant.startCall({ ...READABLE, ...NEVER });
    await at.write('PendingCallRecords', callId, {
      State: { type: 'String', value: 'waiting' },
      NextAttemptAt: { type: 'DateTime', value: '2026-01-01T00:00:00.0000000Z' },
      Traceparent: {
        type: 'String',
        value: 'Ada asked for this one on the telephone, and was in a hurry about it',
      },
    });
    await at.pass(1);
    const { head, version } = await readCall(at, callId);
    expect(version).toBe(1n);
    expect(cellValue(head, 'Traceparent')).toBeUndefined();
    expect(JSON.stringify(at.log)).not.toContain('telephone');
  });
});
