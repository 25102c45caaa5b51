import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../lab/host/test/eventually.ts';
import { type StorageProxy, type StorageRequest, startStorageProxy } from '../storage-proxy.ts';
import { CLIENT_STATE, cellValue, type PipelineWorld, pipelineWorld, QUEUE } from './pipeline-world.ts';

/** The calls that the queue holds, in no order. */
async function queuedCalls(world: PipelineWorld): Promise<ReadonlyArray<string>> {
  const messages = await world.queue(QUEUE).receive(32, 30);
  return messages.map(({ text }) => (JSON.parse(text) as { callId: string }).callId);
}

describe('the webhook', () => {
  it('queues each of three notifications in one POST', async () => {
    const world = await pipelineWorld();
    const calls = [randomUUID(), randomUUID(), randomUUID()];
    const response = await world.post(JSON.stringify(world.notificationsFor(calls)));
    expect(response.status).toBe(202);
    expect([...(await queuedCalls(world))].sort()).toEqual([...calls].sort());
  });

  it('reads a POST that begins with a byte order mark', async () => {
    const world = await pipelineWorld();
    const callId = randomUUID();
    const response = await world.post(`\ufeff${JSON.stringify(world.notificationsFor([callId]))}`);
    expect(response.status).toBe(202);
    expect(await queuedCalls(world)).toEqual([callId]);
  });

  it('queues only the valid ones when one among them is forged', async () => {
    const world = await pipelineWorld();
    const [valid, forged, other] = [randomUUID(), randomUUID(), randomUUID()];
    const body = world.notificationsFor([valid, forged, other]);
    body.value[1] = { ...body.value[1], clientState: `${CLIENT_STATE}!` };
    const response = await world.post(JSON.stringify(body));
    expect(response.status).toBe(202);
    expect([...(await queuedCalls(world))].sort()).toEqual([valid, other].sort());
    expect(await world.rows('DeadLetters', 'notifications')).toEqual([]);
    expect(JSON.stringify(world.log)).not.toContain(forged);
  });

  it('queues a call once that is named several times in one POST', async () => {
    const world = await pipelineWorld();
    const callId = randomUUID();
    await world.post(JSON.stringify(world.notificationsFor([callId, callId.toUpperCase(), callId])));
    expect(await queuedCalls(world)).toEqual([callId]);
  });

  it('answers 503 when the queue does not take a message, so that Graph sends it again', async () => {
    let proxy: StorageProxy | undefined;
    const world = await pipelineWorld({
      storage: async (account) => {
        proxy = await startStorageProxy(account);
        return proxy.connectionString;
      },
    });
    proxy?.failWhen(({ service, method }) =>
      service === 'queue' && method === 'POST' ? { status: 500 } : undefined,
    );
    const body = JSON.stringify(world.notificationsFor([randomUUID()]));
    expect((await world.post(body)).status).toBe(503);
    proxy?.heal();
    expect((await world.post(body)).status).toBe(202);
    await proxy?.close();
  });

  it('answers 503 when one of many messages is not taken, even though the others are', async () => {
    let proxy: StorageProxy | undefined;
    const world = await pipelineWorld({
      storage: async (account) => {
        proxy = await startStorageProxy(account);
        return proxy.connectionString;
      },
    });
    const calls = [randomUUID(), randomUUID(), randomUUID()];
    proxy?.failWhen(({ body }) => (body.includes(String(calls[1])) ? 'unreachable' : undefined));
    expect((await world.post(JSON.stringify(world.notificationsFor(calls)))).status).toBe(503);
    await proxy?.close();
  });

  it.each([
    ['the id is no GUID', { resource: 'communications/callRecords/42' }],
    ['the resource is of another type', { resource: 'users/7c9e6679-7425-40de-944b-e07fc1f90ae7' }],
    ['the tenant is another', { tenantId: '11111111-2222-4333-8444-555555555555' }],
  ])('keeps an authentic notification as a dead letter when %s', async (_, change) => {
    const world = await pipelineWorld();
    const valid = randomUUID();
    const body = world.notificationsFor([randomUUID(), valid]);
    body.value[0] = { ...body.value[0], ...change };
    expect((await world.post(JSON.stringify(body))).status).toBe(202);
    const [letter, ...more] = await world.rows('DeadLetters', 'notifications');
    expect(more).toEqual([]);
    expect(cellValue(letter, 'Body')).toContain(Object.values(change)[0]);
    expect(cellValue(letter, 'Body')).not.toContain(CLIENT_STATE);
    expect(await queuedCalls(world)).toEqual([valid]);
  });

  it('keeps an authentic notification whose content is nested too deeply to write down', async () => {
    const world = await pipelineWorld();
    const [element] = world.notificationsFor([randomUUID()]).value;
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    const text = JSON.stringify({ ...element, resource: 'users/42', more: 'HERE' }).replace('"HERE"', deep);
    expect((await world.post(`{"value":[${text}]}`)).status).toBe(202);
    expect(await world.rows('DeadLetters', 'notifications')).toHaveLength(1);
  });
});

describe('that a notification came', () => {
  const notedAt = async (world: PipelineWorld) => {
    const rows = await world.tenantRows('PipelineStatus');
    return cellValue(
      rows.find(({ rowKey }) => rowKey === 'ingest'),
      'LastNotificationAt',
    );
  };
  async function proxiedWorld() {
    let proxy: StorageProxy | undefined;
    const world = await pipelineWorld({
      storage: async (account) => {
        proxy = await startStorageProxy(account);
        return proxy.connectionString;
      },
    });
    if (proxy === undefined) throw new Error('the world did not ask for its storage');
    return { world, proxy };
  }
  const notify = (world: PipelineWorld) => world.post(JSON.stringify(world.notificationsFor([randomUUID()])));
  const isNote = ({ service, path }: StorageRequest) =>
    service === 'table' && path.includes('PipelineStatus');

  it('is noted when it arrives, whatever becomes of it, and at most once a minute', async () => {
    const { world, proxy } = await proxiedWorld();
    const before = proxy.requests.length;
    await notify(world);
    expect(await notedAt(world)).toBe('2026-11-23T09:00:00.0000000Z');
    world.clock.advance({ seconds: 59 });
    await notify(world);
    expect(proxy.requests.slice(before).filter(isNote)).toHaveLength(1);
    world.clock.advance({ seconds: 1 });
    await notify(world);
    expect(await notedAt(world)).toBe('2026-11-23T09:01:00.0000000Z');
    await proxy.close();
  });

  it('is not noted of what is forged', async () => {
    const { world, proxy } = await proxiedWorld();
    const { value } = world.notificationsFor([randomUUID()]);
    await world.post(JSON.stringify({ value: [{ ...value[0], clientState: 'guessed' }] }));
    expect(await notedAt(world)).toBeUndefined();
    await proxy.close();
  });

  it.each([
    [{ status: 500 }, expect.any(String)],
    // Its second is over, long before the request to storage is given up.
    ['silent', 'DeadlineExceeded'],
  ] as const)('does not change the answer while tables answer %j', async (fault, error) => {
    const { world, proxy } = await proxiedWorld();
    let notes = 0;
    proxy.failWhen((request) => {
      if (!isNote(request)) return undefined;
      notes += 1;
      return fault;
    });
    const answer = notify(world);
    await eventually(() => notes > 0);
    world.clock.advance({ seconds: 1 });
    expect((await answer).status).toBe(202);
    const line = world.log.find(({ message }) => message.includes('"event":"arrivalNotNoted"'))?.message;
    expect(JSON.parse(line ?? '{}')).toMatchObject({ error });
    // Nor is every answer late from then on.
    expect((await notify(world)).status).toBe(202);
    expect(notes).toBe(1);
    expect(await queuedCalls(world)).toHaveLength(2);
    await proxy.close();
  });
});

describe('what is not a notification', () => {
  const element = { clientState: 'wrong', resource: 'communications/callRecords/1' };
  it.each<[string, string | Uint8Array<ArrayBuffer>, number]>([
    ['nothing', '', 400],
    ['no JSON', 'value=1', 400],
    ['truncated JSON', '{"value":[{"clientState":', 400],
    ['binary', new Uint8Array([0xff, 0xfe, 0x00, 0x80, 0x81]), 400],
    ['UTF-16', new Uint8Array(Buffer.from('{"value":[]}', 'utf16le')), 400],
    ['an array', '[]', 400],
    ['null', 'null', 400],
    ['without value', '{}', 400],
    ['value of another type', '{"value":{"0":{}}}', 400],
    ['no elements', '{"value":[]}', 202],
    ['elements of every wrong type', '{"value":[null,1,"x",[],{},true]}', 202],
    ['1,000 forged elements', JSON.stringify({ value: Array(1000).fill(element) }), 202],
    ['unknown fields', JSON.stringify({ value: [{ ...element, x: 1 }], y: { z: [] } }), 202],
    ['deep nesting', `{"value":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 202],
    [
      'deep nesting of a large integer',
      `{"value":${'['.repeat(9_000)}1234567890123456${']'.repeat(9_000)}}`,
      202,
    ],
    ['half a million elements', `{"value":[${'0,'.repeat(500_000)}0]}`, 400],
    ['more than a mebibyte', `{"value":["${'x'.repeat(1024 * 1024)}"]}`, 413],
  ])('%s is answered without fault and leaves nothing', async (_, body, status) => {
    const world = await sharedWorld();
    expect((await world.post(body)).status).toBe(status);
    expect(await queuedCalls(world)).toEqual([]);
    expect(await world.rows('DeadLetters', 'notifications')).toEqual([]);
  });

  it('is refused by its announced length, before the body is read', async () => {
    const world = await sharedWorld();
    const response = await world.post('{"value":[]}', '/api/notifications', { 'content-length': '99999999' });
    expect(response.status).toBe(413);
  });

  it('does not disturb the valid notification beside it', async () => {
    const world = await sharedWorld();
    const callId = randomUUID();
    const { value } = world.notificationsFor([callId]);
    await world.post(JSON.stringify({ value: [null, 17, { clientState: 1 }, ...value, 'x'] }));
    expect(await queuedCalls(world)).toEqual([callId]);
  });

  let shared: Promise<PipelineWorld> | undefined;
  function sharedWorld(): Promise<PipelineWorld> {
    shared ??= pipelineWorld();
    return shared;
  }
});

describe('the handshake', () => {
  const paths = ['/api/notifications', '/api/lifecycle'] as const;
  it.each([
    [
      'as Graph writes it',
      'Validation%3a+Testing+client+application',
      'Validation: Testing client application',
    ],
    ['with %20', 'a%20b', 'a b'],
    ['with an encoded plus', 'a%2Bb', 'a+b'],
    ['with an encoded percent, decoded once', 'a%252Bb', 'a%2Bb'],
    ['with emoji', encodeURIComponent('📞 ümlaut'), '📞 ümlaut'],
    [
      'with markup, as plain text',
      encodeURIComponent('<script>alert(1)</script>'),
      '<script>alert(1)</script>',
    ],
  ])('gives a token %s back', async (_, encoded, token) => {
    const world = await pipelineWorld({ subscribed: false });
    for (const path of paths) {
      const response = await world.post('', `${path}?validationToken=${encoded}`, {
        'content-type': 'text/plain',
      });
      expect(response.status).toBe(200);
      expect(await response.text()).toBe(token);
      expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it.each(['validationToken=', 'validationToken=a&validationToken=b', `validationToken=${'x'.repeat(5000)}`])(
    'is refused for ?%.40s',
    async (query) => {
      const world = await pipelineWorld({ subscribed: false });
      expect((await world.post('', `/api/notifications?${query}`)).status).toBe(400);
    },
  );
});
