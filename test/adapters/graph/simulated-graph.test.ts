/** The client against the simulated tenant, which is held to Graph's published contract. Time is virtual. */

import { expect, test } from 'vitest';
import type { CallSpec } from '../../../lab/graph/call.ts';
import type { SimulatorEvent } from '../../../lab/graph/events.ts';
import { graphHttpClient } from '../../../lab/graph/http-client.ts';
import { createTenant, type SimulatedTenant } from '../../../lab/graph/tenant.ts';
import { ManualClock } from '../../../lab/manual-clock.ts';
import type { GraphClient } from '../../../src/adapters/graph/client.ts';
import { type CallId, parseCallId } from '../../../src/language/identifiers.ts';
import { type SubscriptionRequest, VersionMoved } from '../../../src/ports/graph.ts';
import { allItems, failureOf, NO_SIGNAL, type ScriptedGraph, scriptedGraph } from './scripted-graph.ts';

const SIMULATED_TOKEN = 'simulated-graph';

interface World {
  readonly tenant: SimulatedTenant;
  readonly graph: GraphClient;
  readonly clock: ManualClock;
  readonly gate: ScriptedGraph['gate'];
  readonly requests: ReadonlyArray<Extract<SimulatorEvent, { type: 'requestAnswered' }>>;
}

function createWorld(): World {
  const clock = new ManualClock();
  const tenant = createTenant({ seed: 7, clock, transport: { post: handshake } });
  const requests: Array<Extract<SimulatorEvent, { type: 'requestAnswered' }>> = [];
  tenant.on((event) => {
    if (event.type === 'requestAnswered') requests.push(event);
  });
  const { gate, ...graph } = scriptedGraph(() => ({}), {
    authentication: { fixedToken: SIMULATED_TOKEN },
    clock,
    httpClient: graphHttpClient(tenant, clock),
  });
  return { tenant, graph, clock, gate, requests };
}

/** A webhook that proves itself. */
async function handshake(url: string) {
  const body = new URL(url).searchParams.get('validationToken') ?? '';
  return { status: 200, contentType: 'text/plain', body, elapsedMilliseconds: 5 };
}

/** A call whose record can be read. */
function readableCall({ tenant }: World, spec: CallSpec): CallId {
  const { callId } = tenant.startCall({ readableAfterSeconds: 0, ...spec });
  const parsed = parseCallId(callId);
  if (parsed === undefined) throw new Error(`${callId} is not a call id`);
  return parsed;
}

async function read(world: World, callId: CallId) {
  const reading = await world.graph.callRecords.open(callId, NO_SIGNAL);
  const participants = await allItems(reading.participantPages());
  const sessions = await allItems(reading.sessionPages());
  await reading.confirm();
  const { incompleteBecause } = reading;
  return { properties: reading.record.properties, participants, sessions, incompleteBecause };
}

/** The document as one, without what describes the answers that it came in. */
function wholeRecord({ properties, participants, sessions }: Awaited<ReturnType<typeof read>>): unknown {
  return JSON.parse(
    JSON.stringify({ ...properties, participants_v2: participants, sessions }),
    (_name, value: unknown) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).filter(([name]) => !name.endsWith('@odata.context')))
        : value,
  );
}

test.each<CallSpec>([
  { kind: 'peer-to-peer' },
  { kind: 'group-call' },
  { kind: 'call-queue' },
  { kind: 'pstn-inbound' },
  { kind: 'large-meeting', participants: 131, sessions: 61 },
  { kind: 'large-meeting', participants: 130, sessions: 60 },
  { kind: 'large-meeting', participants: 261, sessions: 121 },
])('a record is read as it is, all of it: %j', async (spec) => {
  const world = createWorld();
  const callId = readableCall(world, spec);
  const whole = await read(world, callId);
  expect(wholeRecord(whole)).toEqual(JSON.parse(JSON.stringify(world.tenant.recordOf(callId))));
  if (spec.sessions !== undefined) expect(whole.sessions).toHaveLength(spec.sessions);
  if (spec.participants !== undefined) expect(whole.participants).toHaveLength(spec.participants);
});

test('a new peer-to-peer record costs two requests, and a duplicate notification one', async () => {
  const world = createWorld();
  const callId = readableCall(world, { kind: 'peer-to-peer' });
  await read(world, callId);
  expect(world.requests).toHaveLength(2);
  await world.graph.callRecords.open(callId, NO_SIGNAL);
  expect(world.requests).toHaveLength(3);
});

test('131 participants and 61 sessions cost two pages each and a look at the version', async () => {
  const world = createWorld();
  const callId = readableCall(world, { kind: 'large-meeting', participants: 131, sessions: 61 });
  await read(world, callId);
  expect(world.requests.map(({ operation }) => operation)).toEqual([
    'getCallRecord',
    'getCallRecord',
    'listParticipants',
    'listSessions',
    'getCallRecord',
  ]);
});

test('a record that is not readable yet is not found', async () => {
  const world = createWorld();
  const callId = readableCall(world, { kind: 'peer-to-peer', readableAfterSeconds: 6_000 });
  expect(await failureOf(world.graph.callRecords.open(callId, NO_SIGNAL))).toMatchObject({
    kind: 'notFound',
    status: 404,
    code: 'NotFound',
  });
  world.clock.advance({ seconds: 6_000 });
  expect((await read(world, callId)).sessions).not.toEqual([]);
});

test('a version that moves between pages is noticed', async () => {
  const world = createWorld();
  const callId = readableCall(world, { kind: 'large-meeting', participants: 10, sessions: 121 });
  world.tenant.faults.add('version-moves');
  await expect(read(world, callId)).rejects.toBeInstanceOf(VersionMoved);
  expect(await read(world, callId)).toMatchObject({ properties: { version: 2 } });
});

test('a version that moves while the last page is read is noticed', async () => {
  const world = createWorld();
  const callId = readableCall(world, { kind: 'large-meeting', participants: 10, sessions: 61 });
  const reading = await world.graph.callRecords.open(callId, NO_SIGNAL);
  await allItems(reading.participantPages());
  await allItems(reading.sessionPages());
  world.tenant.publishVersion(callId);
  await expect(reading.confirm()).rejects.toBeInstanceOf(VersionMoved);
});

test('foreign-next-link: no further request is made', async () => {
  const world = createWorld();
  const callId = readableCall(world, { kind: 'large-meeting', participants: 10, sessions: 121 });
  world.tenant.faults.add('foreign-next-link', { count: 2 });
  expect((await failureOf(read(world, callId))).kind).toBe('malformed');
  const origins = new Set(world.requests.map(({ path }) => path.startsWith('/v1.0/communications/')));
  expect(origins).toEqual(new Set([true]));
  expect(world.requests.length).toBeLessThanOrEqual(3);
});

test('looping-next-link: the page is read once, and what is read says that it may not be all', async () => {
  const world = createWorld();
  const callId = readableCall(world, { kind: 'large-meeting', participants: 10, sessions: 121 });
  world.tenant.faults.add('looping-next-link', { count: 2 });
  const { sessions, incompleteBecause } = await read(world, callId);
  expect(sessions).toHaveLength(60);
  expect(incompleteBecause).toMatch(/sessions/);
  expect(world.requests.length).toBeLessThanOrEqual(4);
});

test('lost-expansion: every segment arrives all the same', async () => {
  const world = createWorld();
  const callId = readableCall(world, { kind: 'large-meeting', participants: 10, sessions: 181 });
  world.tenant.faults.add('lost-expansion', { count: 3 });
  expect(wholeRecord(await read(world, callId))).toEqual(world.tenant.recordOf(callId));
});

test.each([
  'throttled',
  'throttled-fraction',
  'throttled-date',
  'throttled-malformed',
  'throttled-silently',
  'server-error',
  'bad-gateway',
  'unavailable',
  'gateway-timeout',
  'hang',
  'connection-reset',
  'truncated-body',
  'malformed-json',
  'wrong-content-type',
  'error-in-success',
  'byte-order-mark',
] as const)('%s, once at every request in turn, is not noticed and never hurried', async (fault) => {
  const world = createWorld();
  const callId = readableCall(world, { kind: 'large-meeting', participants: 131, sessions: 61 });
  for (let strike = 0; strike < 5; strike += 1) {
    let seen = 0;
    world.tenant.faults.add(fault, { when: () => seen++ === strike });
    const { participants, sessions } = await read(world, callId);
    expect([participants.length, sessions.length]).toEqual([131, 61]);
  }
  expect(world.requests.filter(({ faults }) => faults.includes(fault))).toHaveLength(5);
  expect(world.requests.filter(({ earlyByMilliseconds = 0 }) => earlyByMilliseconds > 0)).toEqual([]);
});

test('a list of times longer than 20 s is given back with the latest, and holds the tenant', async () => {
  const world = createWorld();
  const callId = readableCall(world, { kind: 'peer-to-peer' });
  world.tenant.faults.add('throttled-list');
  const failure = await failureOf(read(world, callId));
  expect(failure).toMatchObject({ kind: 'throttled', retryAt: new Date('2026-11-23T09:02:00Z') });
  expect(world.gate.held).toEqual([new Date('2026-11-23T09:02:00Z')]);
});

/** For 4,200 minutes from the beginning of a test's time. */
const REQUEST: SubscriptionRequest = {
  resource: 'communications/callRecords',
  changeType: 'updated',
  notificationUrl: 'https://pipeline.example/api/notifications',
  lifecycleNotificationUrl: 'https://pipeline.example/api/lifecycle',
  expirationDateTime: new Date('2026-11-26T07:00:00Z'),
  clientState: 'a-secret-client-state',
};

test('a subscription is created, listed, renewed, found and deleted', async () => {
  const { graph, clock } = createWorld();
  const created = await graph.subscriptions.create(REQUEST, NO_SIGNAL);
  const { clientState: _, ...visible } = REQUEST;
  expect(created).toMatchObject(visible);
  expect(await graph.subscriptions.list(NO_SIGNAL)).toEqual([created]);
  expect((await failureOf(graph.subscriptions.create(REQUEST, NO_SIGNAL))).kind).toBe('conflict');

  const changes = {
    expirationDateTime: new Date(clock.now().getTime() + 4_220 * 60_000),
    notificationUrl: 'https://moved.example/api/notifications',
  };
  expect(await graph.subscriptions.renew(created.id, changes, NO_SIGNAL)).toMatchObject(changes);
  expect(await graph.subscriptions.get(created.id, NO_SIGNAL)).toMatchObject(changes);

  await graph.subscriptions.delete(created.id, NO_SIGNAL);
  await graph.subscriptions.delete(created.id, NO_SIGNAL);
  expect(await graph.subscriptions.get(created.id, NO_SIGNAL)).toBeUndefined();
  expect((await failureOf(graph.subscriptions.renew(created.id, changes, NO_SIGNAL))).kind).toBe('notFound');
});

test.each<[string, Partial<SubscriptionRequest>]>([
  ['longer than Graph allows', { expirationDateTime: new Date('2026-11-26T09:00:00Z') }],
  ['without a lifecycle webhook', { lifecycleNotificationUrl: '' }],
])('a subscription %s is refused, with the reason', async (_what, wrong) => {
  const { graph } = createWorld();
  const failure = await failureOf(graph.subscriptions.create({ ...REQUEST, ...wrong }, NO_SIGNAL));
  expect(failure).toMatchObject({ kind: 'rejected', status: 400, code: expect.any(String) });
});
