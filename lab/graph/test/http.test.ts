import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { CALM_BEHAVIOUR } from '../behaviour.ts';
import { type GraphServer, startGraphServer } from '../graph-server.ts';
import { createTenant, type SimulatedTenant } from '../tenant.ts';
import { webhookTransport } from '../webhook-transport.ts';
import { type Json, subscription } from './virtual-tenant.ts';

const TOKEN = { Authorization: 'Bearer simulated-graph' };
const closing: Array<() => Promise<void>> = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function served(): Promise<GraphServer & { readonly tenant: SimulatedTenant }> {
  const tenant = createTenant({
    seed: 1,
    clock: { now: () => new Date() },
    transport: webhookTransport,
    behaviour: CALM_BEHAVIOUR,
  });
  const server = await startGraphServer({ tenant });
  closing.push(server.close);
  return { ...server, tenant };
}

/** A webhook that keeps what it is sent; `first` resolves with the first collection. */
async function listeningWebhook(): Promise<{ readonly url: string; readonly first: Promise<Json> }> {
  const { promise, resolve } = Promise.withResolvers<Json>();
  const server: Server = createServer((request, response) => {
    const token = new URL(request.url ?? '', 'http://localhost').searchParams.get('validationToken');
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      if (token === null) resolve(JSON.parse(body));
      response.writeHead(token === null ? 202 : 200, { 'Content-Type': 'text/plain' }).end(token ?? '');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closing.push(
    () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  );
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/notifications?code=1`,
    first: promise,
  };
}

describe('the simulated Graph over HTTP', () => {
  it('subscribes a webhook, notifies it by itself, and serves the record with links to itself', async () => {
    const { url, tenant } = await served();
    const webhook = await listeningWebhook();
    const response = await fetch(`${url}/v1.0/subscriptions`, {
      method: 'POST',
      headers: TOKEN,
      body: JSON.stringify(
        subscription(new Date(), { notificationUrl: webhook.url, lifecycleNotificationUrl: webhook.url }),
      ),
    });
    expect(response.status).toBe(201);

    const { callId } = tenant.startCall({
      kind: 'meeting',
      sessions: 61,
      readableAfterSeconds: 0,
      notifiedAfterSeconds: 0,
    });
    expect((await webhook.first).value[0].resourceData.id).toBe(callId);

    const path = `${url}/v1.0/communications/callRecords/${callId}?$expand=sessions($expand=segments)`;
    const record = (await (await fetch(path, { headers: TOKEN })).json()) as Json;
    const page = (await (await fetch(record['sessions@odata.nextLink'], { headers: TOKEN })).json()) as Json;
    expect([record.sessions.length, page.value.length]).toEqual([60, 1]);
    expect(tenant.truth()[0]).toMatchObject({ callId, counts: { sessions: 61 } });
  });

  it('carries out what faults do to a connection', async () => {
    const { url, tenant } = await served();
    tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    const list = `${url}/v1.0/communications/callRecords`;
    tenant.faults.add('connection-reset');
    await expect(fetch(list, { headers: TOKEN })).rejects.toThrow('fetch failed');
    tenant.faults.add('truncated-body');
    const cut = await fetch(list, { headers: TOKEN });
    expect(cut.status).toBe(200);
    await expect(cut.text()).rejects.toThrow('terminated');
    tenant.faults.add('hang');
    const controller = new AbortController();
    const stopListening = tenant.on(
      ({ type }) => type === 'requestAnswered' && setImmediate(() => controller.abort()),
    );
    await expect(fetch(list, { headers: TOKEN, signal: controller.signal })).rejects.toThrow('aborted');
    stopListening();
    expect((await fetch(list, { headers: TOKEN })).status).toBe(200);
  });

  it('answers loopback names alone, and refuses bodies over 1 MiB', async () => {
    const { url } = await served();
    const { port } = new URL(url);
    const { request } = await import('node:http');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(
        {
          port,
          host: '127.0.0.1',
          path: '/v1.0/communications/callRecords',
          headers: { Host: 'evil.example' },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
    const large = await fetch(`${url}/v1.0/subscriptions`, {
      method: 'POST',
      headers: TOKEN,
      body: 'x'.repeat(1024 * 1024 + 1),
    });
    expect(large.status).toBe(413);
  });

  it('says when its port is taken', async () => {
    const { url, tenant } = await served();
    await expect(startGraphServer({ tenant, port: Number(new URL(url).port) })).rejects.toThrow('EADDRINUSE');
  });
});
