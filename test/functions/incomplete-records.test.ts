/** Records of which Graph does not show all: whose pages lead round, or whose participants are refused. */

import { describe, expect, it } from 'vitest';
import { cellValue, leftovers, type PipelineWorld, pipelineInMemory, readCall } from './pipeline-world.ts';

/** Two pages of sessions. */
const LARGE = {
  kind: 'large-meeting',
  sessions: 61,
  participants: 20,
  readableAfterSeconds: 0,
  notifiedAfterSeconds: 0,
  versions: [{}],
} as const;

const GOES_ROUND = 'the pages of sessions lead back to one that was read before';

async function state(at: PipelineWorld): Promise<unknown> {
  const response = await at.host.http('/api/status');
  return ((await response.json()) as { state: unknown }).state;
}

async function markOf(at: PipelineWorld, callId: string) {
  const { head } = await readCall(at, callId);
  const day = String(cellValue(head, 'FirstStartDateTime')).slice(0, 10);
  const rows = await at.rows('CallsByDay', `${at.tenant.tenantId}_${day}`);
  const listed = rows.find((row) => cellValue(row, 'CallId') === callId);
  return [cellValue(head, 'IncompleteBecause'), cellValue(listed, 'IncompleteBecause')];
}

describe('a record whose pages lead round', () => {
  it('is stored with a mark, counted in status, and read again at growing intervals until it is whole', async () => {
    const at = await pipelineInMemory();
    const { callId, counts } = at.tenant.startCall(LARGE);
    const looping = at.tenant.faults.add('looping-next-link', { callId, count: 1_000 });
    await at.settle();
    expect((await readCall(at, callId)).sessions).toHaveLength(60);
    expect(await markOf(at, callId)).toEqual([GOES_ROUND, GOES_ROUND]);
    expect(await state(at)).toMatchObject({ pendingWaiting: 1, pendingIncomplete: 1 });
    expect(await at.rows('DeadLetters', 'call-records')).toEqual([]);

    const waits: Array<number> = [];
    for (let reading = 0; reading < 5; reading += 1) {
      const [row] = await at.tenantRows('PendingCallRecords');
      expect(cellValue(row, 'Reason')).toBe('incomplete');
      const dueAt = Date.parse(String(cellValue(row, 'NextAttemptAt')));
      const minutes = Math.ceil((dueAt - at.clock.now().getTime()) / 60_000);
      waits.push(minutes);
      await at.pass(minutes, minutes);
    }
    expect(waits).toEqual([2, 10, 30, 60, 360]);
    // The same again is not stored again.
    expect(cellValue((await readCall(at, callId)).head, 'Revision')).toBe(0);

    looping.remove();
    await at.pass(24 * 60, 24 * 60);
    expect((await readCall(at, callId)).sessions).toHaveLength(counts?.sessions ?? -1);
    expect(await markOf(at, callId)).toEqual([undefined, undefined]);
    expect(await at.tenantRows('PendingCallRecords')).toEqual([]);
    expect(await leftovers(at, callId)).toEqual([]);
  });

  it('never takes the place of a whole version, and takes it once it is whole itself', async () => {
    const at = await pipelineInMemory();
    const { callId } = at.tenant.startCall(LARGE);
    await at.settle();
    const looping = at.tenant.faults.add('looping-next-link', { callId, count: 1_000 });
    at.tenant.publishVersion(callId, { sessions: 70 });
    await at.settle();
    expect(await readCall(at, callId)).toMatchObject({ version: 1n });
    expect((await readCall(at, callId)).sessions).toHaveLength(61);
    expect(await leftovers(at, callId)).toEqual([]);
    expect(await state(at)).toMatchObject({ pendingIncomplete: 1 });

    looping.remove();
    await at.pass(2);
    expect(await readCall(at, callId)).toMatchObject({ version: 2n });
    expect((await readCall(at, callId)).sessions).toHaveLength(70);
    expect(await at.tenantRows('PendingCallRecords')).toEqual([]);
  });

  it('is stored again where another reading finds more of it', async () => {
    const at = await pipelineInMemory();
    const { callId } = at.tenant.startCall({ ...LARGE, sessions: 121 });
    const atFirst = at.tenant.faults.add('looping-next-link', { callId, count: 1_000 });
    await at.settle();
    expect((await readCall(at, callId)).sessions).toHaveLength(60);
    atFirst.remove();
    at.tenant.faults.add('looping-next-link', {
      callId,
      count: 1_000,
      when: ({ url }) => url.includes('skiptoken'),
    });
    await at.pass(2);
    expect((await readCall(at, callId)).sessions).toHaveLength(120);
    expect(await markOf(at, callId)).toEqual([GOES_ROUND, GOES_ROUND]);
    expect(await leftovers(at, callId)).toEqual([]);
  });
});

describe.each(['bad-request', 'not-found'] as const)(
  'a call whose participants are refused (%s)',
  (fault) => {
    const ofParticipants = { when: ({ url }: { url: string }) => url.includes('expand=participants_v2') };
    const AT_ONCE = { ...LARGE, kind: 'peer-to-peer', sessions: 1, participants: 2 } as const;

    it('waits for the latency window, and is stored then with those whom its sessions name', async () => {
      const at = await pipelineInMemory();
      const { callId } = at.tenant.startCall(AT_ONCE);
      at.tenant.faults.add(fault, { ...ofParticipants, callId, count: 1_000 });
      await at.settle();
      await at.pass(149, 1);
      const [row] = await at.tenantRows('PendingCallRecords');
      expect(cellValue(row, 'Reason')).toBe('participantsRefused');
      expect((await readCall(at, callId)).head).toBeUndefined();

      await at.pass(2);
      const { head, participants } = await readCall(at, callId);
      expect(cellValue(head, 'ParticipantsReceived')).toBe(0);
      expect(participants.map((participant) => cellValue(participant, 'Source'))).toEqual([
        'sessions',
        'sessions',
      ]);
      expect(await at.tenantRows('PendingCallRecords')).toEqual([]);
      expect(await at.rows('DeadLetters', 'call-records')).toEqual([]);
    });

    it('is stored with all participants when they are shown in time', async () => {
      const at = await pipelineInMemory();
      const { callId } = at.tenant.startCall(AT_ONCE);
      at.tenant.faults.add(fault, { ...ofParticipants, callId, count: 2 });
      await at.settle();
      await at.pass(20);
      const { participants } = await readCall(at, callId);
      expect(participants.map((participant) => cellValue(participant, 'Source'))).toEqual(
        Array(2).fill('participants_v2'),
      );
    });

    it('is asked for them a second time, however old it is', async () => {
      const at = await pipelineInMemory();
      const { callId } = at.tenant.startCall(AT_ONCE);
      const throttled = at.tenant.faults.add('throttled', { callId, count: 10_000, retryAfter: '600' });
      await at.settle();
      await at.pass(2 * 24 * 60, 30);
      throttled.remove();
      at.tenant.faults.add(fault, { ...ofParticipants, callId, count: 1 });
      await at.pass(3 * 60, 30);
      const { participants } = await readCall(at, callId);
      expect(participants.map((participant) => cellValue(participant, 'Source'))).toEqual(
        Array(2).fill('participants_v2'),
      );
    });
  },
);
