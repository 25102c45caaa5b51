/** Each fault of the subscription and of the flow of records in turn. */

import type { HttpClient } from '@azure/core-rest-pipeline';
import { afterEach, describe, expect, test } from 'vitest';
import { graphHttpClient } from '../../../lab/graph/http-client.ts';
import { toDateTime } from '../../../src/language/date-time.ts';
import { CLIENT_STATE } from '../../functions/pipeline-world.ts';
import { subscribe } from '../../functions/subscription-world.ts';
import { type Deployment, deployment } from './deployment.ts';
import { expectFault, failing } from './expect-fault.ts';
import { startWebhookServer } from './webhook-server.ts';

/** Of another deployment. */
const ANOTHER = 'http://127.0.0.1:7099';

const opened: Array<Deployment> = [];
async function open(options = {}): Promise<Deployment> {
  const made = await deployment(options);
  opened.push(made);
  return made;
}
afterEach(async () => {
  for (const { close } of opened.splice(0)) await close();
});

describe('the doctor says of the subscription that', () => {
  test('Graph has none', async () => {
    const { world, examine } = await open();
    world.tenant.faults.add('subscription-removed');
    expectFault(await examine(), {
      fails: ['subscription'],
      kind: 'subscription',
      saying: [/Graph has none for call records/, /maintain repairs this within a minute/],
    });
  });

  test('Graph allows none beside that of another deployment, which is named', async () => {
    const { world, examine } = await open();
    world.tenant.faults.add('subscription-removed');
    const id = await subscribe(world, { notificationUrl: `${ANOTHER}/api/notifications` });
    world.tenant.faults.add('subscription-conflict', { count: 100 });
    await world.pass(11);
    const findings = await examine();
    expect(findings.get('subscription')).toMatchObject({
      status: 'fail',
      evidence: `Graph has none for call records: nothing is notified\nanother deployment has ${id} to ${ANOTHER}/api/notifications`,
    });
    expect(findings.get('health')).toMatchObject({
      evidence: expect.stringContaining('subscriptionConflict'),
      remedy: expect.stringContaining('--take-over ID'),
    });
  });

  test('it lives although Graph lists none, or refuses to list', async () => {
    const { world, examine } = await open();
    const faults = [
      ['empty-list', { status: 'pass', evidence: 'none at all' }],
      ['server-error', { status: 'unknown', remedy: /renews the subscription of this deployment by its id/ }],
    ] as const;
    for (const [fault, others] of faults) {
      world.tenant.faults.add(fault, { target: 'subscriptionList' });
      const findings = await examine();
      expect(failing(findings)).toEqual([]);
      expect(findings.get('subscription')).toMatchObject({ status: 'pass' });
      expect(findings.get('otherSubscriptions')).toMatchObject(others);
    }
  });

  test('it is the only one although Graph still lists one that has expired', async () => {
    const { world, examine } = await open({ behaviour: { showsExpiredSubscriptions: true } });
    const expirationDateTime = new Date(world.clock.now().getTime() + 60 * 60_000).toISOString();
    await subscribe(world, { notificationUrl: `${ANOTHER}/api/notifications`, expirationDateTime });
    await world.pass(61, 10);
    expect((await examine()).get('otherSubscriptions')).toMatchObject({
      status: 'pass',
      evidence: 'one for call records',
    });
  });

  test('it has expired', async () => {
    const { world, examine } = await open();
    const inProcess = graphHttpClient(world.tenant, world.clock);
    const httpClient: HttpClient = {
      async sendRequest(request) {
        const response = await inProcess.sendRequest(request);
        const expired = response.bodyAsText?.replace(
          /("expirationDateTime":")[^"]+/,
          '$12026-11-23T08:00:00Z',
        );
        return { ...response, bodyAsText: expired ?? '' };
      },
    };
    expectFault(await examine({}, { httpClient }), {
      fails: ['subscription'],
      kind: 'subscription',
      saying: [/has expired/],
    });
  });

  test('it notifies another address', async () => {
    const { webhook, examine } = await open();
    const moved = await startWebhookServer();
    moved.answer = async (request) =>
      await webhook.answer(
        new Request(request.url.replace(moved.origin, webhook.origin), { method: request.method }),
      );
    const findings = await examine({ WEBHOOK_BASE_URL: moved.origin });
    await moved.close();
    expectFault(findings, {
      fails: ['subscription'],
      kind: 'subscription',
      saying: [new RegExp(`it notifies ${webhook.origin}/api/notifications, not ${moved.origin}`)],
    });
  });

  test('it carries a secret that is neither the current nor the previous', async () => {
    const { examine } = await open();
    expectFault(await examine({ GRAPH_CLIENT_STATE: 'a secret set by somebody' }), {
      fails: ['subscription'],
      kind: 'subscription',
      saying: [/neither the current nor the previous/, /GRAPH_CLIENT_STATE_PREVIOUS/],
    });
  });

  test('it carries the previous secret, which is not a fault', async () => {
    const { examine } = await open();
    const findings = await examine({
      GRAPH_CLIENT_STATE: 'a secret set by somebody',
      GRAPH_CLIENT_STATE_PREVIOUS: CLIENT_STATE,
    });
    expect(failing(findings)).toEqual([]);
    expect(findings.get('subscription')).toMatchObject({
      evidence: /previous secret/,
      advice: /Leave GRAPH_CLIENT_STATE_PREVIOUS/,
    });
  });

  test.each([
    ['its own address is a duplicate', 'ours', 'fail', /2 for call records/],
    ['another address belongs to another deployment', 'http://localhost:7071', 'pass', /localhost:7071/],
  ])('a second one that notifies %s', async (_title, origin, status, evidence) => {
    const { world, webhook, examine } = await open();
    const notified = origin === 'ours' ? webhook.origin : origin;
    await subscribe(world, { notificationUrl: `${notified}/api/notifications` });
    const findings = await examine();
    expect(findings.get('otherSubscriptions')).toMatchObject({ status, evidence });
  });

  test('it does not exist yet where nothing has ever run, and that nothing fails before the first start', async () => {
    const { examine } = await open({ hasRun: false });
    const findings = await examine();
    expect(failing(findings)).toEqual([]);
    expect(findings.get('health')).toMatchObject({
      status: 'unknown',
      evidence: 'unhealthy: noLiveSubscription, maintainNotSucceeding',
      remedy: /before the first start/,
    });
    expect(findings.get('subscription')).toMatchObject({ status: 'unknown', evidence: /has never run here/ });
  });
});

describe('the doctor says of the flow of records that', () => {
  test('maintain has stopped', async () => {
    const { world, examine } = await open();
    world.clock.advance({ minutes: 11 });
    const findings = await examine();
    expectFault(findings, {
      fails: ['maintain'],
      kind: 'pipeline',
      saying: [/last succeeded 11 min ago/, /does not run/],
    });
    // What health says stands there whole, and is explained by the fault.
    expect(findings.get('health')).toEqual({
      status: 'unknown',
      evidence: 'unhealthy: maintainNotSucceeding',
      because: 'maintain',
    });
  });

  test('maintain fails', async () => {
    const { world, examine } = await open();
    world.clock.advance({ minutes: 11 });
    world.tenant.faults.add('unauthorized', { target: 'subscriptions', count: 20 });
    await world.host.runTimer('maintain');
    world.tenant.faults.clear();
    const findings = await examine();
    expect(findings.get('maintain')).toMatchObject({
      evidence: /failed since: .*401/,
      remedy: /Fix the cause/,
    });
  });

  test('reconcile has stopped', async () => {
    const { world, examine } = await open();
    await world.pass(36, 9);
    expectFault(await examine(), {
      fails: ['reconcile'],
      kind: 'pipeline',
      saying: [/last succeeded 36 min ago/, /AzureWebJobsStorage/],
    });
  });

  test('no notification has come for a day in which Graph lists calls', async () => {
    const { world, examine } = await open();
    world.tenant.faults.add('notification-dropped', { count: 100 });
    for (let hour = 0; hour < 33; hour += 11) {
      world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0, notifiedAfterSeconds: 0 });
      await world.pass(660, 660);
      await world.host.runTimer('reconcile');
      await world.pass(1);
    }
    expectFault(await examine(), {
      fails: ['lastNotification'],
      kind: 'callback',
      saying: [
        /\d+ h ago; Graph lists \d+ calls since/,
        /POST from the internet must reach \/api\/notifications/,
      ],
    });
  });

  test('no notification has come for a day without calls, which is not a fault', async () => {
    const { world, examine } = await open();
    for (let hour = 0; hour < 44; hour += 11) {
      await world.pass(660, 660);
      await world.host.runTimer('reconcile');
    }
    const findings = await examine();
    expect(failing(findings)).toEqual([]);
    expect(findings.get('lastNotification')).toMatchObject({
      status: 'unknown',
      evidence: /Graph lists no call since/,
    });
  });

  test('a call was notified and nothing is stored', async () => {
    const { world, examine } = await open();
    const ago = (hours: number) => toDateTime(new Date(world.clock.now().getTime() - hours * 3_600_000));
    const heardOf = async (hoursAgo: number) =>
      await world.write('PipelineStatus', 'ingest', {
        LastNotificationAt: { type: 'DateTime', value: ago(hoursAgo) },
        LastStoredAt: { type: 'DateTime', value: ago(50) },
      });
    await heardOf(5);
    // What was notified may be stored already: nothing waits.
    expect((await examine()).get('lastStored')).toMatchObject({ status: 'pass' });
    await world.write('PendingCallRecords', '0f7c8d1e-9b2a-4c3d-8e5f-6a7b8c9d0e1f', {
      State: { type: 'String', value: 'waiting' },
      NextAttemptAt: { type: 'DateTime', value: ago(-1) },
    });
    await heardOf(4);
    // The latency window, and as long after it as health waits too.
    expect((await examine()).get('lastStored')).toMatchObject({
      status: 'unknown',
      evidence: /its record may take 150 minutes/,
    });
    await heardOf(4.1);
    expectFault(await examine(), {
      fails: ['lastStored'],
      kind: 'pipeline',
      saying: [/2 days ago, although a call was notified 4 h ago/, /\.\/callrecords pending/],
    });
  });

  test('calls of yesterday are too recent to count', async () => {
    const { world, examine } = await open();
    const rows = await world.tenantRows('Coverage');
    const row = rows.find(({ rowKey }) => rowKey === '2026-11-22T10');
    for (const [column, value] of Object.entries({ Listed: 3, Stored: 1, Fresh: 2 }))
      await world.overwrite('Coverage', row, column, { type: 'Int32', value });
    expect((await examine()).get('coverage')).toMatchObject({
      status: 'pass',
      evidence: '2026-11-22: 1 of 3 stored, 2 too recent to count',
    });
  });

  test('calls of yesterday are missing', async () => {
    const { world, examine } = await open();
    const rows = await world.tenantRows('Coverage');
    const row = rows.find(({ rowKey }) => rowKey === '2026-11-22T10');
    await world.overwrite('Coverage', row, 'Listed', { type: 'Int32', value: 3 });
    await world.overwrite('Coverage', row, 'Stored', { type: 'Int32', value: 1 });
    await world.overwrite('Coverage', row, 'Missing', { type: 'Int32', value: 2 });
    expectFault(await examine(), {
      fails: ['coverage'],
      kind: 'pipeline',
      saying: [/2026-11-22: 1 of 3 stored, 2 missing/, /\.\/callrecords pending/],
    });
  });

  test('health says what strangers must not see, and with it what was seen', async () => {
    const { world, examine } = await open();
    const [row] = await world.tenantRows('Subscriptions');
    const { value } = world.notificationsFor(['0f7c8d1e-9b2a-4c3d-8e5f-6a7b8c9d0e1f']);
    await world.post(
      JSON.stringify({ value: [{ ...value[0], subscriptionId: row?.rowKey, clientState: 'x' }] }),
    );
    expectFault(await examine(), {
      fails: ['health'],
      kind: 'pipeline',
      saying: [/unhealthy: clientStateMismatch/, /GRAPH_CLIENT_STATE_PREVIOUS/],
    });
  });

  test.each([
    ['tablesUnreachable', 'tables', 'Table'],
    ['queueUnreachable', 'queues', 'Queue'],
  ])(
    'the app says %s, and the %s answer from here: the fault is in what is the app’s alone',
    async (code, noun, role) => {
      const { webhook, examine } = await open();
      const { answer } = webhook;
      webhook.answer = async (request) =>
        request.url.endsWith('/api/health')
          ? Response.json({ status: 'unhealthy', reasons: [code] }, { status: 503 })
          : await answer(request);
      expectFault(await examine(), {
        fails: ['health'],
        kind: 'pipeline',
        saying: [
          new RegExp(`${code}: from here the ${noun} answer`),
          new RegExp(
            `its identity \\(role Storage ${role} Data Contributor\\) and its network .* The log of the app says why`,
          ),
        ],
      });
    },
  );

  test('Graph refuses one call, with the call and the answer', async () => {
    const { world, examine } = await open();
    const past = { type: 'DateTime', value: '2026-11-23T07:00:00.0000000Z' } as const;
    await world.write('PendingCallRecords', '0f7c8d1e-9b2a-4c3d-8e5f-6a7b8c9d0e1f', {
      State: { type: 'String', value: 'waiting' },
      Reason: { type: 'String', value: 'forbidden' },
      FirstSeenAt: past,
      NextAttemptAt: { type: 'DateTime', value: toDateTime(new Date(world.clock.now().getTime() + 60_000)) },
      LastError: { type: 'String', value: 'GET /callRecords/…: 403' },
    });
    expectFault(await examine(), {
      fails: ['health'],
      kind: 'pipeline',
      saying: [/callsRefused: 0f7c8d1e-9b2a-4c3d-8e5f-6a7b8c9d0e1f since .*: GET .*403/],
    });
  });

  test('the app gives a reason that no other line shows', async () => {
    const { world, examine } = await open();
    await world.writeTo(
      'DeadLetters',
      { partitionKey: 'call-records', rowKey: 'a-message' },
      {
        DeadAt: { type: 'DateTime', value: toDateTime(world.clock.now()) },
        State: { type: 'String', value: 'waiting' },
      },
    );
    expectFault(await examine(), {
      fails: ['health'],
      kind: 'pipeline',
      saying: [/unhealthy: deadLetters/, /each row of DeadLetters says why/],
    });
  });
});
