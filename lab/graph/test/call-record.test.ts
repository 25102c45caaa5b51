import { describe, expect, it } from 'vitest';
import { allPages, type Json, ROOT, virtualTenant } from './virtual-tenant.ts';

const SESSIONS = '$expand=sessions($expand=segments)';

describe('a call record', () => {
  it('answers 404 until its latency has passed, and is there from then on', async () => {
    const world = virtualTenant();
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 100 * 60 });

    const early = await world.send('GET', `/communications/callRecords/${callId}`, undefined, {
      'client-request-id': 'b6a5f2f0-0000-4000-8000-000000000001',
    });
    expect(early.status).toBe(404);
    expect(JSON.parse(early.body)).toEqual({
      error: {
        code: 'NotFound',
        message: expect.stringContaining('30 days'),
        innerError: {
          date: '2026-11-23T09:00:00',
          'request-id': early.headers['request-id'],
          'client-request-id': 'b6a5f2f0-0000-4000-8000-000000000001',
        },
      },
    });

    await world.pass(99.9);
    expect((await world.send('GET', `/communications/callRecords/${callId}`)).status).toBe(404);
    await world.pass(0.2);
    expect(await world.get(`/communications/callRecords/${callId}`)).toMatchObject({
      id: callId,
      version: 1,
    });
  });

  it('answers 404 again when its call started more than 30 days ago', async () => {
    const world = virtualTenant();
    const { callId } = world.tenant.startCall({
      kind: 'meeting',
      durationSeconds: 3600,
      readableAfterSeconds: 0,
    });
    await world.pass(30 * 24 * 60 - 61);
    expect((await world.send('GET', `/communications/callRecords/${callId}`)).status).toBe(200);
    await world.pass(2);
    expect((await world.send('GET', `/communications/callRecords/${callId}`)).status).toBe(404);
    expect((await world.get('/communications/callRecords')).value).toEqual([]);
  });

  it('shows neither sessions nor participants unless they are expanded, but always its organizer', async () => {
    const world = virtualTenant();
    const { callId } = world.tenant.startCall({ kind: 'meeting', readableAfterSeconds: 0 });
    const record = await world.get(`/communications/callRecords/${callId}?$select=id,version`);
    expect(Object.keys(record).sort()).toEqual([
      '@odata.context',
      'id',
      'organizer_v2',
      'organizer_v2@odata.context',
      'participants_v2@odata.context',
      'version',
    ]);
    const full = await world.get(`/communications/callRecords/${callId}`);
    expect(full).not.toHaveProperty('sessions');
    expect(full).not.toHaveProperty('participants_v2');
    expect(full).not.toHaveProperty('organizer');
  });

  it('pages sessions at 60 and participants at 130, and the pages together are the whole record', async () => {
    const world = virtualTenant();
    const { callId } = world.tenant.startCall({
      kind: 'meeting',
      sessions: 121,
      participants: 131,
      readableAfterSeconds: 0,
    });
    const everything = { Prefer: 'include-unknown-enum-members' };
    const withSessions = await world.get(`/communications/callRecords/${callId}?${SESSIONS}`, everything);
    expect(withSessions.sessions).toHaveLength(60);
    const link: string = withSessions['sessions@odata.nextLink'];
    expect(link).toMatch(new RegExp(`^${ROOT}/communications/callRecords/${callId}/sessions\\?`));
    const sessions = [...withSessions.sessions, ...(await allPages(world, link, everything))];
    expect(sessions).toHaveLength(121);

    const withParticipants = await world.get(`/communications/callRecords/${callId}?$expand=participants_v2`);
    expect(withParticipants.participants_v2).toHaveLength(130);
    const rest = await allPages(world, withParticipants['participants_v2@odata.nextLink']);
    expect(rest).toHaveLength(1);

    const whole = world.tenant.recordOf(callId) as Json;
    expect(sessions.map(withoutContext)).toEqual(whole.sessions);
    expect([...withParticipants.participants_v2, ...rest]).toEqual(whole.participants_v2);
    expect(world.tenant.truth()[0]?.counts).toMatchObject({ sessions: 121, participants: 131 });
  });

  it('keeps its sub-collections at the same pages', async () => {
    const world = virtualTenant();
    const { callId } = world.tenant.startCall({ kind: 'meeting', sessions: 61, readableAfterSeconds: 0 });
    const page = await world.get(`/communications/callRecords/${callId}/sessions`);
    expect(page.value).toHaveLength(60);
    expect(page.value[0]).not.toHaveProperty('segments');
    const last = await world.get(page['@odata.nextLink']);
    expect(last.value).toHaveLength(1);
    expect(last).not.toHaveProperty('@odata.nextLink');
    expect(
      (await world.get(`/communications/callRecords/${callId}/participants_v2`)).value[0].identity,
    ).toBeDefined();
  });

  it('makes pages smaller, never larger, for Prefer: odata.maxpagesize', async () => {
    const world = virtualTenant();
    const { callId } = world.tenant.startCall({ kind: 'meeting', sessions: 70, readableAfterSeconds: 0 });
    const path = `/communications/callRecords/${callId}/sessions?$expand=segments`;
    const page = await world.get(path, { Prefer: 'include-unknown-enum-members, odata.maxpagesize=7' });
    expect(page.value).toHaveLength(7);
    expect((await world.get(page['@odata.nextLink'])).value).toHaveLength(7);
    expect((await world.get(path, { prefer: 'odata.maxpagesize=500' })).value).toHaveLength(60);
  });

  it('shows more calls on a page of the list where it is told to grant them', async () => {
    for (const listPageSize of [60, 100]) {
      const world = virtualTenant({ behaviour: { listPageSize } });
      for (let call = 0; call < 120; call += 1) {
        world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
      }
      const page = await world.get('/communications/callRecords', { prefer: 'odata.maxpagesize=1000' });
      expect(page.value).toHaveLength(listPageSize);
      expect((await world.get(page['@odata.nextLink'])).value).toHaveLength(120 - listPageSize);
    }
  });

  it('hides enum members after the sentinel from clients that do not ask for them', async () => {
    const world = virtualTenant();
    const { callId } = world.tenant.startCall({ kind: 'communication-services', readableAfterSeconds: 0 });
    const path = `/communications/callRecords/${callId}?${SESSIONS}`;
    const family = (record: Json): string => record.sessions[0].caller.userAgent.productFamily;
    expect(family(await world.get(path))).toBe('unknownFutureValue');
    const asked = await world.get(path, { Prefer: 'include-unknown-enum-members' });
    expect(family(asked)).toBe('azureCommunicationServices');
  });

  it('shows the new version on a page asked for after the version moved', async () => {
    const world = virtualTenant();
    const { callId } = world.tenant.startCall({ kind: 'meeting', sessions: 70, readableAfterSeconds: 0 });
    const first = await world.get(`/communications/callRecords/${callId}?${SESSIONS}`);
    world.tenant.publishVersion(callId, { sessions: 64 });
    expect((await world.get(first['sessions@odata.nextLink'])).value).toHaveLength(4);
    expect((await world.get(`/communications/callRecords/${callId}`)).version).toBeGreaterThan(first.version);
  });

  it.each([
    ['two relationships at once', '?$expand=participants_v2,sessions($expand=segments)'],
    ['an unknown relationship', '?$expand=calls'],
    ['an unknown property', '?$select=id,duration'],
    ['an option that is not offered', '?$top=5'],
    ['unbalanced parentheses', '?$expand=sessions($expand=segments'],
  ])('refuses %s with 400', async (_, query) => {
    const world = virtualTenant();
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    const response = await world.send('GET', `/communications/callRecords/${callId}${query}`);
    expect(response.status).toBe(400);
    expect(JSON.parse(response.body).error.code).toBe('BadRequest');
  });

  it('refuses an id that is not a GUID, a foreign skip token and a missing or wrong token', async () => {
    const world = virtualTenant();
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    expect((await world.send('GET', '/communications/callRecords/nonsense')).status).toBe(400);
    const foreign = `/communications/callRecords/${callId}/sessions?$skiptoken=abc`;
    expect((await world.send('GET', foreign)).status).toBe(400);
    for (const headers of [{}, { Authorization: 'Bearer stolen' }]) {
      const response = await world.tenant.respond({
        method: 'GET',
        url: `${ROOT}/communications/callRecords`,
        headers,
      });
      expect(response.status).toBe(401);
      expect(JSON.parse(response.body).error.code).toBe('InvalidAuthenticationToken');
    }
  });
});

function withoutContext(session: Json): Json {
  const { 'segments@odata.context': _, ...rest } = session;
  return rest;
}
