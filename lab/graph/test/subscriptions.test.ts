import { describe, expect, it } from 'vitest';
import type { WebhookResponse } from '../transport.ts';
import { echo, type Json, subscription, virtualTenant } from './virtual-tenant.ts';

const DAY = 24 * 60;
const at = (now: Date, minutes: number): string => new Date(now.getTime() + minutes * 60_000).toISOString();

describe('creating a subscription', () => {
  it('validates both addresses with a token that decodes as a form, and never returns clientState', async () => {
    const world = virtualTenant();
    const asked: Array<string> = [];
    world.webhook = (url, request) => {
      asked.push(url);
      expect(request).toMatchObject({ body: '', headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
      return undefined;
    };
    const created = await world.subscribe();
    expect(asked).toHaveLength(2);
    expect(asked[0]).toMatch(
      /^https:\/\/pipeline\.example\/api\/notifications\?code=abc&validationToken=Validation%3a\+Testing\+client\+application\+reachability\+for\+subscription\+Request-Id%3a\+[0-9a-f-]{36}$/,
    );
    expect(asked[1]).toMatch(/^https:\/\/pipeline\.example\/api\/lifecycle\?validationToken=/);
    expect(created).toMatchObject({
      resource: 'communications/callRecords',
      changeType: 'updated',
      clientState: null,
    });
    const [listed] = (await world.get('/subscriptions')).value;
    expect(listed).toMatchObject({ id: created.id, clientState: null });
    expect(await world.get(`/subscriptions/${created.id}`)).toMatchObject(listed);
    expect(JSON.stringify([created, listed])).not.toContain('the secret');
  });

  it.each<readonly [string, WebhookResponse | ((url: string) => WebhookResponse), string, RegExp]>([
    ['an unreachable address', { error: 'unreachable' }, 'ValidationError', /must respond with 200 OK/],
    [
      'a status that is not 200',
      { status: 403, contentType: '', body: '', elapsedMilliseconds: 9 },
      'ValidationError',
      /'Forbidden'.*must respond with 200 OK/,
    ],
    ['no answer', { error: 'timeout' }, 'InvalidRequest', /timed out/],
    [
      'an answer after 10 seconds',
      (url) => ({ ...echo(url), elapsedMilliseconds: 10_001 }),
      'InvalidRequest',
      /timed out/,
    ],
    [
      'another content type',
      (url) => ({ ...echo(url), contentType: 'application/json' }),
      'ValidationError',
      /Content type/,
    ],
    [
      'a token that is still encoded',
      (url) => ({ ...echo(url), body: new URL(url).search.split('validationToken=')[1] ?? '' }),
      'ValidationError',
      /exactly match validationToken/,
    ],
    [
      'a token whose plus signs were left',
      (url) => ({ ...echo(url), body: decodeURIComponent(url.split('validationToken=')[1] ?? '') }),
      'ValidationError',
      /exactly match validationToken/,
    ],
  ])('fails for %s', async (_, answer, code, message) => {
    const world = virtualTenant();
    world.webhook = (url) => (typeof answer === 'function' ? answer(url) : answer);
    const response = await world.send('POST', '/subscriptions', subscription(world.now()));
    expect(response.status).toBe(400);
    expect(JSON.parse(response.body).error).toMatchObject({ code, message: expect.stringMatching(message) });
    world.webhook = () => undefined;
    expect((await world.get('/subscriptions')).value).toEqual([]);
  });

  it.each<readonly [string, object, string]>([
    ['an expiry beyond 4,230 minutes', { expirationDateTime: '2026-11-26T07:31:00Z' }, 'ExtensionError'],
    ['an expiry in the past', { expirationDateTime: '2026-11-23T08:59:00Z' }, 'InvalidRequest'],
    [
      'more than an hour without lifecycleNotificationUrl',
      { lifecycleNotificationUrl: null },
      'InvalidRequest',
    ],
    ['a clientState of 129 characters', { clientState: 'x'.repeat(129) }, 'InvalidRequest'],
    ['plain http to another machine', { notificationUrl: 'http://pipeline.example/n' }, 'InvalidRequest'],
    ['another resource', { resource: 'users' }, 'ExtensionError'],
    ['a change that call records do not know', { changeType: 'updated,deleted' }, 'InvalidRequest'],
    ['no changeType', { changeType: undefined }, 'InvalidRequest'],
    ['an unknown TLS version', { latestSupportedTlsVersion: 'v2' }, 'InvalidRequest'],
  ])('is refused for %s', async (_, changes, code) => {
    const world = virtualTenant();
    const response = await world.send('POST', '/subscriptions', subscription(world.now(), changes));
    expect([response.status, JSON.parse(response.body).error.code]).toEqual([400, code]);
  });

  it('raises a short life to 45 minutes, and allows http on this machine', async () => {
    const world = virtualTenant();
    const created = await world.subscribe({
      expirationDateTime: at(world.now(), 5),
      notificationUrl: 'http://127.0.0.1:7071/api/notifications',
      lifecycleNotificationUrl: undefined,
      resource: '/communications/callRecords',
    });
    expect(created.expirationDateTime).toBe(at(world.now(), 45));
  });

  it('answers 409 to a second one for the same resource and change, or 201 where duplicates are accepted', async () => {
    const strict = virtualTenant();
    const { id } = await strict.subscribe();
    const same = subscription(strict.now(), { resource: '/Communications/CallRecords' });
    const response = await strict.send('POST', '/subscriptions', same);
    expect(response.status).toBe(409);
    expect(response.body).toContain(`Subscription Id ${id} already exists for the requested combination`);
    expect(
      (await strict.send('POST', '/subscriptions', subscription(strict.now(), { changeType: 'created' })))
        .status,
    ).toBe(201);

    const lenient = virtualTenant({ behaviour: { duplicateSubscriptions: 'accept' } });
    await lenient.subscribe();
    await lenient.subscribe();
    expect((await lenient.get('/subscriptions')).value).toHaveLength(2);
  });

  it('happens once when it is asked for twice at the same time', async () => {
    const world = virtualTenant();
    const ask = subscription(world.now());
    const answers = await Promise.all([
      world.send('POST', '/subscriptions', ask),
      world.send('POST', '/subscriptions', ask),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('is forbidden without the role, but only after both addresses proved themselves', async () => {
    const world = virtualTenant();
    world.tenant.faults.add('forbidden');
    let handshakes = 0;
    world.webhook = () => {
      handshakes += 1;
      return undefined;
    };
    const response = await world.send('POST', '/subscriptions', subscription(world.now()));
    expect([response.status, JSON.parse(response.body).error.code, handshakes]).toEqual([
      403,
      'ExtensionError',
      2,
    ]);
    expect(response.body).toContain('not authorized for this user or application');
  });
});

describe('a subscription', () => {
  it('ends at its expiry: no notification, 404 on PATCH, and it may be created anew', async () => {
    const world = virtualTenant();
    const { id } = await world.subscribe();
    await world.pass(4199);
    expect((await world.get('/subscriptions')).value).toHaveLength(1);
    await world.pass(2);
    world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    await world.pass(60);
    expect(world.callIds().filter((callId) => callId !== undefined)).toEqual([]);
    expect(world.events.map(({ type }) => type)).toContain('subscriptionExpired');
    const renewal = { expirationDateTime: at(world.now(), 60) };
    const response = await world.send('PATCH', `/subscriptions/${id}`, renewal);
    expect([response.status, JSON.parse(response.body).error.code]).toEqual([404, 'ResourceNotFound']);
    await world.subscribe();
  });

  it('lives on after a renewal, and cannot be renewed beyond the maximum', async () => {
    const world = virtualTenant();
    const { id } = await world.subscribe();
    await world.pass(2 * DAY);
    const renewed = await world.send('PATCH', `/subscriptions/${id}`, {
      expirationDateTime: at(world.now(), 4230),
    });
    expect(renewed.status).toBe(200);
    expect(JSON.parse(renewed.body).expirationDateTime).toBe(at(world.now(), 4230));
    await world.pass(2 * DAY);
    expect((await world.get(`/subscriptions/${id}`)).id).toBe(id);
    const tooLong = await world.send('PATCH', `/subscriptions/${id}`, {
      expirationDateTime: at(world.now(), 4231),
    });
    expect(tooLong.status).toBe(400);
    for (const body of [{}, { clientState: 'new' }]) {
      expect((await world.send('PATCH', `/subscriptions/${id}`, body)).status).toBe(400);
    }
  });

  it('validates a new notificationUrl before it takes it', async () => {
    const world = virtualTenant();
    const { id, notificationUrl } = await world.subscribe();
    world.webhook = () => ({ error: 'unreachable' });
    const elsewhere = { notificationUrl: 'https://elsewhere.example/n' };
    expect((await world.send('PATCH', `/subscriptions/${id}`, elsewhere)).status).toBe(400);
    expect((await world.get(`/subscriptions/${id}`)).notificationUrl).toBe(notificationUrl);
    world.webhook = () => undefined;
    expect((await world.send('PATCH', `/subscriptions/${id}`, elsewhere)).status).toBe(200);
    world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    await world.pass(5);
    expect(world.deliveries.map(({ url }) => url)).toEqual(['https://elsewhere.example/n']);
  });

  it('is gone after DELETE, with what was on its way', async () => {
    const world = virtualTenant();
    const { id } = await world.subscribe();
    world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0, notifiedAfterSeconds: 0 });
    expect((await world.send('DELETE', `/subscriptions/${id}`)).status).toBe(204);
    await world.pass(60);
    expect(world.deliveries).toEqual([]);
    expect((await world.send('GET', `/subscriptions/${id}`)).status).toBe(404);
    expect(world.events.find(({ type }) => type === 'notificationDropped')).toMatchObject({
      reason: 'subscriptionGone',
    });
  });

  it('is reminded of its end on the lifecycle address, every 15 minutes, until it is renewed', async () => {
    const world = virtualTenant();
    const { id } = await world.subscribe();
    await world.pass(4139);
    expect(world.deliveries).toEqual([]);
    await world.pass(20);
    expect(world.deliveries.map(({ url }) => url)).toEqual(
      Array(2).fill('https://pipeline.example/api/lifecycle'),
    );
    expect(world.deliveries[0]?.value).toEqual([
      {
        subscriptionId: id,
        subscriptionExpirationDateTime: '2026-11-26T07:00:00.000+00:00',
        tenantId: world.tenant.tenantId,
        clientState: 'the secret',
        lifecycleEvent: 'reauthorizationRequired',
      },
    ]);
    await world.send('PATCH', `/subscriptions/${id}`, { expirationDateTime: at(world.now(), 4200) });
    await world.pass(60);
    expect(world.deliveries).toHaveLength(2);
  });

  it('can be paused by reauthorizationRequired: notifications come after a renewal', async () => {
    const world = virtualTenant();
    const { id } = await world.subscribe();
    world.tenant.faults.add('lifecycle-reauthorization-required');
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    await world.pass(60);
    expect(
      world.deliveries.flatMap(({ value }) => value.map((element: Json) => element.lifecycleEvent)),
    ).toEqual(['reauthorizationRequired']);
    await world.send('PATCH', `/subscriptions/${id}`, { expirationDateTime: at(world.now(), 4200) });
    await world.pass(1);
    expect(world.callIds()).toContain(callId);
  });

  it('loses what waited for more than four hours of a pause', async () => {
    const world = virtualTenant();
    const { id } = await world.subscribe();
    world.tenant.faults.add('lifecycle-reauthorization-required');
    const { callId } = world.tenant.startCall({
      kind: 'peer-to-peer',
      readableAfterSeconds: 0,
      versions: [{}],
    });
    await world.pass(5 * 60);
    await world.send('PATCH', `/subscriptions/${id}`, { expirationDateTime: at(world.now(), 4200) });
    await world.pass(60);
    expect(world.callIds()).not.toContain(callId);
    expect(world.tenant.truth()[0]?.notified).toEqual({ sent: 1, accepted: 0, dropped: 1 });
  });

  it('that somebody else removed is told of only when Graph says subscriptionRemoved', async () => {
    const world = virtualTenant();
    await world.subscribe();
    world.tenant.faults.add('subscription-removed');
    await world.pass(10);
    expect(world.deliveries).toEqual([]);
    expect((await world.get('/subscriptions')).value).toEqual([]);

    const { id } = await world.subscribe();
    world.tenant.faults.add('lifecycle-subscription-removed');
    await world.pass(10);
    expect(world.deliveries.flatMap(({ value }) => value)).toMatchObject([
      { subscriptionId: id, lifecycleEvent: 'subscriptionRemoved' },
    ]);
    expect((await world.get('/subscriptions')).value).toEqual([]);
  });
});
