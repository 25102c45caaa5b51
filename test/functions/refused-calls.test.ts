/** What health says while Graph refuses: one call of many, or all that it is asked for. */

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FaultName } from '../../lab/graph/faults.ts';
import { type PipelineWorld, pipelineInMemory, readCall, reasons } from './pipeline-world.ts';

const AT_ONCE = {
  kind: 'peer-to-peer',
  readableAfterSeconds: 0,
  notifiedAfterSeconds: 0,
  durationSeconds: 60,
  versions: [{}],
} as const;

/** Begins within an hour: what ends now has not begun before the first hour that is listed. */
async function world(): Promise<PipelineWorld> {
  const at = await pipelineInMemory({ reconciles: true, settings: { BACKFILL_DAYS: '0' } });
  at.clock.advance({ minutes: 10 });
  return at;
}

async function call(at: PipelineWorld, id: string = randomUUID()): Promise<string> {
  at.tenant.startCall({ ...AT_ONCE, id });
  await at.settle();
  return id;
}

/** Calls come every ten minutes for so many hours; all reasons that were given meanwhile. */
async function goOn(at: PipelineWorld, hours: number): Promise<ReadonlySet<string>> {
  const said = new Set<string>();
  for (let step = 0; step < hours * 6; step += 1) {
    await call(at);
    await at.pass(10, 10);
    for (const reason of await reasons(at)) said.add(reason);
  }
  return said;
}

/** Of all requests for call records but listing. */
const ofRecords = ({ operation }: { operation: { kind: string } }) => operation.kind !== 'listCallRecords';

async function evidenceOf(at: PipelineWorld, code: string): Promise<string | undefined> {
  const response = await at.host.http('/api/status');
  const report = (await response.json()) as { reasons: Array<{ code: string; evidence?: string }> };
  return report.reasons.find((reason) => reason.code === code)?.evidence;
}

describe.each(['forbidden', 'unauthorized', 'server-error'] satisfies Array<FaultName>)(
  'a call that is answered with %s for ever while others flow',
  (fault) => {
    it('is said of that call after an hour, names it in status, and ends when it is stored', async () => {
      const at = await world();
      const callId = randomUUID();
      const refused = at.tenant.faults.add(fault, { callId, count: 100_000 });
      await call(at, callId);
      const started = at.clock.now().getTime();
      let firstAt: number | undefined;
      while (firstAt === undefined && at.clock.now().getTime() - started < 2 * 3_600_000) {
        await call(at);
        await at.pass(10, 10);
        if ((await reasons(at)).length > 0) firstAt = at.clock.now().getTime() - started;
      }
      expect(firstAt).toBeGreaterThan(60 * 60_000);
      expect(firstAt).toBeLessThan(71 * 60_000);
      expect([...(await goOn(at, 5))].sort()).toEqual(['callsRefused', 'coverageIncomplete']);
      expect(await evidenceOf(at, 'callsRefused')).toContain(callId);
      refused.remove();
      await goOn(at, 8);
      expect((await readCall(at, callId)).version).toBe(1n);
      expect(await reasons(at)).toEqual([]);
    });
  },
);

describe('a single call that Graph refuses', () => {
  it('hides no outage that comes later', async () => {
    const at = await world();
    const callId = randomUUID();
    at.tenant.faults.add('server-error', { callId, count: 100_000 });
    await call(at, callId);
    expect(await goOn(at, 2)).toEqual(new Set(['callsRefused']));
    at.tenant.faults.add('forbidden', { target: 'callRecords', when: ofRecords, count: 100_000 });
    expect(await goOn(at, 1)).toEqual(new Set(['callsRefused', 'permissionMissing']));
  });

  it('is said where no other call happens', async () => {
    const at = await world();
    const callId = randomUUID();
    at.tenant.faults.add('forbidden', { callId, count: 100_000 });
    await call(at, callId);
    await at.pass(60, 10);
    expect(await reasons(at)).toEqual([]);
    await at.pass(10, 10);
    expect(await reasons(at)).toEqual(['callsRefused']);
  });
});

describe('health', () => {
  it.each([
    ['forbidden', 'permissionMissing', 1],
    ['unauthorized', 'tokenRefused', 1],
    ['server-error', 'graphFailing', 70],
  ] as const)('says so while every record is answered with the fault %s', async (fault, reason, minutes) => {
    const at = await world();
    const until = new Date(at.clock.now().getTime() + 80 * 60_000);
    at.tenant.faults.add(fault, { until, target: 'callRecords', when: ofRecords });
    for (let calls = 0; calls < 3; calls += 1) await call(at);
    await at.pass(minutes, Math.min(minutes, 5));
    expect(await reasons(at)).toEqual([reason]);
    // With what Graph answered: nobody has to look for it.
    expect(await evidenceOf(at, reason)).toMatch(/GET .*: \d{3}/);
    await at.pass(150, 5);
    expect(await reasons(at)).toEqual([]);
  });
});

describe.each(['error-in-success', 'bad-request'] satisfies Array<FaultName>)(
  'three hours in which every record is answered with %s',
  (fault) => {
    it('lose no call: health is red until all are stored, which they are by themselves', async () => {
      const at = await world();
      const until = new Date(at.clock.now().getTime() + 3 * 3_600_000);
      at.tenant.faults.add(fault, { until, target: 'callRecords', when: ofRecords, count: 100_000 });
      const calls: Array<string> = [];
      while (at.clock.now() < until) {
        calls.push(await call(at));
        await at.pass(10, 10);
      }
      expect(await reasons(at)).not.toEqual([]);
      let isRed = true;
      for (let hours = 0; hours < 26 && isRed; hours += 1) {
        await at.pass(60, 10);
        isRed = (await reasons(at)).length > 0;
        const stored = await Promise.all(calls.map(async (id) => (await readCall(at, id)).version));
        if (!isRed) expect(stored).toEqual(calls.map(() => 1n));
      }
      expect(isRed).toBe(false);
    });
  },
);
