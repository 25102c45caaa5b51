import { describe, expect, it } from 'vitest';
import { type Json, virtualTenant } from './virtual-tenant.ts';

const SESSIONS = '$expand=sessions($expand=segments)';

describe('versions of a record', () => {
  it('come when asked for, with the sessions asked for', async () => {
    const world = virtualTenant();
    const { callId } = world.tenant.startCall({
      kind: 'meeting',
      readableAfterSeconds: 60,
      versions: [{ sessions: 9 }, { afterSeconds: 3600, sessions: 5 }, { version: 8, afterSeconds: 3600 }],
    });
    const versions: Array<readonly [number, number]> = [];
    for (const minutes of [2, 60, 60]) {
      await world.pass(minutes);
      const record = await world.get(`/communications/callRecords/${callId}?${SESSIONS}`);
      versions.push([record.version, record.sessions.length]);
    }
    const whole = world.tenant.recordOf(callId) as Json;
    expect(versions.map(([version]) => version)).toEqual([1, expect.any(Number), 8]);
    expect(versions.map(([, sessions]) => sessions)).toEqual([9, 5, whole.sessions.length]);
    expect(world.tenant.truth()[0]).toMatchObject({
      newestVersion: 8,
      counts: { sessions: whole.sessions.length },
    });
  });

  it('never take away what an earlier one had, and fill in telemetry that came late', async () => {
    const world = virtualTenant({ seed: 5 });
    let filledIn = 0;
    for (let index = 0; index < 40; index += 1) {
      const { callId } = world.tenant.startCall({
        kind: 'peer-to-peer',
        readableAfterSeconds: 0,
        versions: [{}],
      });
      const first = JSON.stringify(world.tenant.recordOf(callId));
      world.tenant.publishVersion(callId);
      const second = JSON.stringify(world.tenant.recordOf(callId));
      const nulls = (text: string): number => text.split(':null').length;
      expect(nulls(second)).toBeLessThanOrEqual(nulls(first));
      if (nulls(second) < nulls(first)) filledIn += 1;
    }
    expect(filledIn).toBeGreaterThan(5);
  });
});
