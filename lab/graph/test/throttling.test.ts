import { describe, expect, it } from 'vitest';
import { type VirtualTenant, virtualTenant } from './virtual-tenant.ts';

const SECOND = 1 / 60;

async function statuses(world: VirtualTenant, path: string, count: number): Promise<ReadonlyArray<number>> {
  const answers: Array<number> = [];
  for (let index = 0; index < count; index += 1) answers.push((await world.send('GET', path)).status);
  return answers;
}

describe('the limits', () => {
  it('allow 40 requests for a call record in 20 seconds, and the next when Retry-After says', async () => {
    const world = virtualTenant();
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    const other = world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    const path = `/communications/callRecords/${callId}`;
    expect(await statuses(world, path, 20)).not.toContain(429);
    await world.pass(10 * SECOND);
    expect(await statuses(world, `${path}/sessions`, 20)).not.toContain(429);

    const refused = await world.send('GET', path);
    expect([refused.status, refused.headers['Retry-After']]).toEqual([429, '10']);
    expect(JSON.parse(refused.body).error.code).toBe('TooManyRequests');
    expect((await world.send('GET', `/communications/callRecords/${other.callId}`)).status).toBe(200);
    await world.pass(10 * SECOND);
    expect((await world.send('GET', path)).status).toBe(200);
  });

  it('count what they refuse, so that hammering never gets through', async () => {
    const world = virtualTenant();
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    const path = `/communications/callRecords/${callId}`;
    await statuses(world, path, 40);
    for (let second = 0; second < 60; second += 1) {
      await world.pass(SECOND);
      expect(await statuses(world, path, 3)).toEqual([429, 429, 429]);
    }
  });

  it('allow 40 lists of call records and 25 lists of subscriptions in 20 seconds', async () => {
    const world = virtualTenant();
    expect((await statuses(world, '/communications/callRecords', 41)).indexOf(429)).toBe(40);
    expect((await statuses(world, '/subscriptions', 26)).indexOf(429)).toBe(25);
  });

  it('allow 1,500 requests for call records of a tenant in 20 seconds', async () => {
    const world = virtualTenant();
    const answers: Array<number> = [];
    for (let call = 0; call < 40; call += 1) {
      const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
      answers.push(...(await statuses(world, `/communications/callRecords/${callId}?$select=id`, 39)));
    }
    expect(answers.indexOf(429)).toBe(1500);
  });

  it('can be lifted', async () => {
    const world = virtualTenant({ behaviour: { throttling: false } });
    expect(await statuses(world, '/subscriptions', 100)).not.toContain(429);
  });
});

describe('a client that comes before Retry-After has passed', () => {
  it('is noticed, by how much, on the record that was throttled alone', async () => {
    const world = virtualTenant();
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    const other = world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    world.tenant.faults.add('throttled-list', { callId });
    const path = `/communications/callRecords/${callId}`;
    expect((await world.send('GET', path)).headers['Retry-After']).toBe('60,120');
    await world.pass(1);
    await world.get(path);
    await world.get(`/communications/callRecords/${other.callId}`);
    await world.pass(1);
    await world.get(path);
    const early = world.events
      .filter((event) => event.type === 'requestAnswered')
      .map(({ earlyByMilliseconds }) => earlyByMilliseconds);
    expect(early).toEqual([undefined, 60_000, undefined, undefined]);
  });

  it.each([
    ['throttled', 5_000],
    ['throttled-fraction', 2_128],
    ['throttled-date', 5_000],
    ['unavailable', 5_000],
    ['throttled-malformed', undefined],
    ['throttled-silently', undefined],
  ] as const)('is judged after %s as its header says', async (fault, early) => {
    const world = virtualTenant();
    world.tenant.faults.add(fault);
    await world.send('GET', '/communications/callRecords');
    await world.send('GET', '/communications/callRecords');
    const last = world.events.at(-1);
    expect(last?.type === 'requestAnswered' ? last.earlyByMilliseconds : 'none').toBe(early);
  });
});
