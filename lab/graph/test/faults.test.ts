import { describe, expect, it } from 'vitest';
import { FAULT_NAMES, type FaultName } from '../faults.ts';
import type { GraphResponse } from '../transport.ts';
import { type VirtualTenant, virtualTenant } from './virtual-tenant.ts';

async function recordPath(world: VirtualTenant): Promise<string> {
  const { callId } = world.tenant.startCall({ kind: 'meeting', sessions: 70, readableAfterSeconds: 0 });
  return `/communications/callRecords/${callId}?$expand=sessions($expand=segments)`;
}

describe('faults of requests', () => {
  it.each<readonly [FaultName, Partial<GraphResponse>]>([
    ['throttled', { status: 429, headers: expect.objectContaining({ 'Retry-After': '5' }) }],
    ['throttled-fraction', { status: 429, headers: expect.objectContaining({ 'Retry-After': '2.128' }) }],
    ['throttled-list', { status: 429, headers: expect.objectContaining({ 'Retry-After': '60,120' }) }],
    [
      'throttled-date',
      { status: 429, headers: expect.objectContaining({ 'Retry-After': 'Mon, 23 Nov 2026 09:00:05 GMT' }) },
    ],
    ['throttled-malformed', { status: 429, headers: expect.objectContaining({ 'Retry-After': 'soon' }) }],
    [
      'throttled-silently',
      { status: 429, headers: expect.not.objectContaining({ 'Retry-After': expect.anything() }) },
    ],
    ['bad-request', { status: 400, body: expect.stringContaining('"code":"BadRequest"') }],
    ['not-found', { status: 404 }],
    ['server-error', { status: 500 }],
    ['bad-gateway', { status: 502, body: expect.stringContaining('<html>') }],
    ['unavailable', { status: 503, headers: expect.objectContaining({ 'Retry-After': '5' }) }],
    ['gateway-timeout', { status: 504 }],
    ['unauthorized', { status: 401 }],
    ['forbidden', { status: 403, body: expect.stringContaining('"code":"Forbidden"') }],
    ['hang', { connection: 'hang' }],
    ['connection-reset', { connection: 'reset' }],
    ['truncated-body', { status: 200, connection: 'truncate' }],
    [
      'wrong-content-type',
      { status: 200, headers: expect.objectContaining({ 'Content-Type': 'text/html' }) },
    ],
    ['error-in-success', { status: 200, body: expect.stringMatching(/^\{"error":/) }],
    ['byte-order-mark', { status: 200, body: expect.stringMatching(/^\ufeff\{/) }],
  ])('%s strikes once, then all is well', async (fault, expected) => {
    const world = virtualTenant();
    const path = await recordPath(world);
    world.tenant.faults.add(fault);
    expect(await world.send('GET', path)).toMatchObject(expected);
    expect(world.events.at(-1)).toMatchObject({ type: 'requestAnswered', faults: [fault] });
    expect(world.tenant.faults.active()).toEqual([]);
    expect((await world.get(path)).sessions).toHaveLength(60);
  });

  it.each<readonly [FaultName, number]>([
    ['empty-list', 0],
    ['half-list', 1],
  ])('%s hides calls from one page of the list', async (fault, shown) => {
    const world = virtualTenant();
    for (const _ of [1, 2]) world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    world.tenant.faults.add(fault);
    expect((await world.get('/communications/callRecords')).value).toHaveLength(shown);
    expect((await world.get('/communications/callRecords')).value).toHaveLength(2);
  });

  it('malformed-json is JSON that stops in the middle', async () => {
    const world = virtualTenant();
    const path = await recordPath(world);
    world.tenant.faults.add('malformed-json');
    const { status, body } = await world.send('GET', path);
    expect(status).toBe(200);
    expect(() => JSON.parse(body)).toThrow(SyntaxError);
  });

  it('foreign-next-link would carry the token to another origin; looping-next-link never ends', async () => {
    const world = virtualTenant();
    const path = await recordPath(world);
    const whole = await world.get(path);
    world.tenant.faults.add('foreign-next-link');
    const foreign = new URL((await world.get(path))['sessions@odata.nextLink']);
    expect(foreign.hostname).toMatch(/\.invalid$/);

    world.tenant.faults.add('looping-next-link');
    const link: string = whole['sessions@odata.nextLink'];
    const smaller = `${link.split('?')[0]}?$expand=segments`;
    expect((await world.get(smaller))['@odata.nextLink']).toBe(smaller);
  });

  it('version-moves publishes and notifies a version between two pages', async () => {
    const world = virtualTenant();
    await world.subscribe();
    const path = await recordPath(world);
    await world.pass(5);
    const told = world.deliveries.length;
    world.tenant.faults.add('version-moves');
    const first = await world.get(path);
    expect(first.version).toBe(1);
    expect((await world.get(path)).version).toBeGreaterThan(1);
    await world.pass(5);
    expect(world.deliveries.length).toBeGreaterThan(told);
  });

  it('stale-version shows a record as it was before its newest version, and lists the newest', async () => {
    const world = virtualTenant();
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    const record = `/communications/callRecords/${callId}`;
    const listed = async () => (await world.get('/communications/callRecords')).value[0].version;
    world.tenant.faults.add('stale-version', { count: 2 });
    expect((await world.get(record)).version).toBe(1);
    world.tenant.publishVersion(callId);
    expect([await listed(), (await world.get(record)).version]).toEqual([2, 1]);
    expect((await world.get(record)).version).toBe(2);
  });

  it('strike one answer together, and it tells of all', async () => {
    const world = virtualTenant();
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    world.tenant.faults.add('stale-version');
    world.tenant.faults.add('byte-order-mark');
    await world.send('GET', `/communications/callRecords/${callId}`);
    expect(world.events.at(-1)).toMatchObject({ faults: ['stale-version', 'byte-order-mark'] });
  });

  it('renewal-not-found denies a subscription that GET still shows', async () => {
    const world = virtualTenant();
    const { id } = await world.subscribe();
    world.tenant.faults.add('renewal-not-found');
    const renewal = { expirationDateTime: '2026-11-26T07:00:00Z' };
    expect((await world.send('GET', `/subscriptions/${id}`)).status).toBe(200);
    expect((await world.send('PATCH', `/subscriptions/${id}`, renewal)).status).toBe(404);
    expect((await world.send('GET', `/subscriptions/${id}`)).status).toBe(200);
    expect((await world.send('PATCH', `/subscriptions/${id}`, renewal)).status).toBe(200);
  });

  it('meet what they are aimed at: a call, a target, a predicate, a time', async () => {
    const world = virtualTenant();
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    const other = world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    const status = async (path: string): Promise<number> => (await world.send('GET', path)).status;
    const record = `/communications/callRecords/${callId}`;

    world.tenant.faults.add('server-error', { callId });
    expect([await status(`/communications/callRecords/${other.callId}`), await status(record)]).toEqual([
      200, 500,
    ]);
    world.tenant.faults.add('server-error', { target: 'subscriptions' });
    expect([await status(record), await status('/subscriptions')]).toEqual([200, 500]);
    world.tenant.faults.add('server-error', { when: ({ operation }) => operation.kind === 'listSessions' });
    expect([await status(record), await status(`${record}/sessions`)]).toEqual([200, 500]);

    const from = new Date(world.now().getTime() + 60_000);
    world.tenant.faults.add('server-error', { from, until: new Date(from.getTime() + 60_000) });
    const seen: Array<number> = [await status(record)];
    for (let minute = 0; minute < 2; minute += 1) {
      await world.pass(1);
      seen.push(await status(record), await status(record));
    }
    expect(seen).toEqual([200, 500, 500, 200, 200]);
    expect(world.tenant.faults.active()).toEqual([]);
  });

  it('can be taken back', async () => {
    const world = virtualTenant();
    const fault = world.tenant.faults.add('server-error', { count: 5 });
    await world.send('GET', '/communications/callRecords');
    expect(fault.remaining).toBe(4);
    fault.remove();
    expect((await world.send('GET', '/communications/callRecords')).status).toBe(200);
    world.tenant.faults.add('hang');
    world.tenant.faults.clear();
    expect((await world.send('GET', '/communications/callRecords')).connection).toBeUndefined();
  });
});

describe('every fault', () => {
  it.each(FAULT_NAMES)('%s does something when it strikes', async (name) => {
    const world = virtualTenant();
    const calm = virtualTenant();
    for (const each of [world, calm]) {
      const { id } = await each.subscribe();
      const path = await recordPath(each);
      await each.pass(1);
      if (each === world) world.tenant.faults.add(name);
      await each.send('GET', path);
      await each.send('GET', '/communications/callRecords');
      await each.send('PATCH', `/subscriptions/${id}`, { expirationDateTime: '2026-11-26T07:00:00Z' });
      await each.send('GET', '/subscriptions');
      await each.send('POST', '/subscriptions', {});
      for (const _ of [1, 2])
        each.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0, versions: [{}] });
      await each.pass(30);
      await each.send('GET', path);
    }
    const history = ({ events }: VirtualTenant): string => JSON.stringify(events);
    const links = ['foreign-next-link', 'looping-next-link'];
    // A bent link changes the body alone, which has its own test; here its fault is seen to have struck.
    expect(history(world)).not.toBe(history(calm));
    if (links.includes(name)) expect(history(world)).toContain(name);
  });
});
