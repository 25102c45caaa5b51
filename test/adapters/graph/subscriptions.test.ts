import { expect, test } from 'vitest';
import type { SubscriptionRequest } from '../../../src/ports/graph.ts';
import { answers, failureOf, GRAPH, NO_SIGNAL, scriptedGraph } from './scripted-graph.ts';

const ID = 'c5d9e6a1-0000-4000-8000-000000000001';

/** A subscription as Graph answers it. */
const ANSWER = {
  '@odata.context': `${GRAPH}/$metadata#subscriptions/$entity`,
  id: ID,
  resource: 'communications/callRecords',
  applicationId: '24d3b144-21ae-4080-943f-7067b395b913',
  changeType: 'updated',
  clientState: null,
  notificationUrl: 'https://example.org/api/notifications',
  lifecycleNotificationUrl: 'https://example.org/api/lifecycle',
  expirationDateTime: '2026-11-26T07:00:00.1234567Z',
  creatorId: '8ee44408-0679-472c-bc2a-692812af3437',
  latestSupportedTlsVersion: 'v1_2',
  encryptionCertificate: null,
};

const SUBSCRIPTION = {
  id: ID,
  resource: 'communications/callRecords',
  changeType: 'updated',
  notificationUrl: 'https://example.org/api/notifications',
  lifecycleNotificationUrl: 'https://example.org/api/lifecycle',
  expirationDateTime: new Date('2026-11-26T07:00:00.123Z'),
  applicationId: '24d3b144-21ae-4080-943f-7067b395b913',
};

const REQUEST: SubscriptionRequest = {
  resource: 'communications/callRecords',
  changeType: 'updated',
  notificationUrl: 'https://example.org/api/notifications',
  lifecycleNotificationUrl: 'https://example.org/api/lifecycle',
  expirationDateTime: new Date('2026-11-26T07:00:00Z'),
  clientState: 'a-secret-client-state',
};

test('all subscriptions are listed, over all pages', async () => {
  const next = `${GRAPH}/subscriptions?$skiptoken=2`;
  const graph = scriptedGraph(
    answers(
      { body: { value: [ANSWER], '@odata.nextLink': next } },
      { body: { value: [{ ...ANSWER, id: 'b' }] } },
    ),
  );
  expect(await graph.subscriptions.list(NO_SIGNAL)).toEqual([SUBSCRIPTION, { ...SUBSCRIPTION, id: 'b' }]);
  expect(graph.sent.map(({ url }) => url)).toEqual([`${GRAPH}/subscriptions`, next]);
});

test('a list that goes round is not followed for ever', async () => {
  const next = `${GRAPH}/subscriptions?$skiptoken=2`;
  const graph = scriptedGraph(() => ({ body: { value: [], '@odata.nextLink': next } }));
  expect((await failureOf(graph.subscriptions.list(NO_SIGNAL))).kind).toBe('malformed');
  expect(graph.sent).toHaveLength(2);
});

test('a subscription without what is optional is listed without it', async () => {
  const bare = { ...ANSWER, lifecycleNotificationUrl: null, applicationId: undefined };
  const graph = scriptedGraph(answers({ body: { value: [bare] } }));
  const [listed] = await graph.subscriptions.list(NO_SIGNAL);
  expect(listed).toEqual({ ...SUBSCRIPTION, lifecycleNotificationUrl: undefined, applicationId: undefined });
});

test('a subscription to something else is left aside, whatever its form', async () => {
  const strange = { ...ANSWER, resource: 'users', notificationUrl: null, expirationDateTime: 'soon' };
  const graph = scriptedGraph(answers({ body: { value: [strange, { id: 7 }, ANSWER] } }));
  expect(await graph.subscriptions.list(NO_SIGNAL)).toEqual([SUBSCRIPTION]);
});

test.each<[string, object]>([
  ['expirationDateTime', { ...ANSWER, expirationDateTime: 'soon' }],
  ['id', { ...ANSWER, id: null }],
  ['notificationUrl', { ...ANSWER, notificationUrl: 7 }],
])('a subscription with a wrong %s is malformed', async (property, answer) => {
  const graph = scriptedGraph(() => ({ body: answer }));
  const failure = await failureOf(graph.subscriptions.get(ID, NO_SIGNAL));
  expect(failure).toMatchObject({ kind: 'malformed', message: expect.stringContaining(`${property}: `) });
});

test('a subscription is found by its id, or it is not there', async () => {
  const graph = scriptedGraph(answers({ body: ANSWER }, { status: 404 }));
  expect(await graph.subscriptions.get(ID, NO_SIGNAL)).toEqual(SUBSCRIPTION);
  expect(await graph.subscriptions.get(ID, NO_SIGNAL)).toBeUndefined();
  expect(graph.sent[0]?.url).toBe(`${GRAPH}/subscriptions/${ID}`);
});

test('an id cannot lead to another path', async () => {
  const graph = scriptedGraph(answers({ status: 404 }));
  await graph.subscriptions.get('../users?$top=1#', NO_SIGNAL);
  expect(graph.sent[0]?.url).toBe(`${GRAPH}/subscriptions/..%2Fusers%3F%24top%3D1%23`);
});

test('a subscription is created as asked for', async () => {
  const graph = scriptedGraph(answers({ status: 201, body: ANSWER }));
  expect(await graph.subscriptions.create(REQUEST, NO_SIGNAL)).toEqual(SUBSCRIPTION);
  expect(graph.sent[0]).toMatchObject({
    method: 'POST',
    url: `${GRAPH}/subscriptions`,
    headers: { 'content-type': 'application/json' },
    body: { ...REQUEST, expirationDateTime: '2026-11-26T07:00:00.000Z' },
  });
  expect(JSON.stringify(graph.lines)).not.toContain(REQUEST.clientState);
});

test.each([
  { status: 500 },
  { status: 504 },
  { fault: 'ECONNRESET' },
  { fault: 'timeLimit' },
  { status: 201, body: '' },
])('a creation that may have happened (%j) is not made twice', async (fault) => {
  const graph = scriptedGraph(answers(fault));
  expect((await failureOf(graph.subscriptions.create(REQUEST, NO_SIGNAL))).kind).toBe('unavailable');
});

test('a subscription that exists already is a conflict', async () => {
  const graph = scriptedGraph(answers({ status: 409, body: { error: { code: 'ObjectIdentifierInUse' } } }));
  const failure = await failureOf(graph.subscriptions.create(REQUEST, NO_SIGNAL));
  expect(failure).toMatchObject({ kind: 'conflict', code: 'ObjectIdentifierInUse' });
});

test('a webhook that Graph cannot reach is a refusal', async () => {
  const graph = scriptedGraph(answers({ status: 400, body: { error: { code: 'ValidationError' } } }));
  const failure = await failureOf(graph.subscriptions.create(REQUEST, NO_SIGNAL));
  expect(failure).toMatchObject({ kind: 'rejected', code: 'ValidationError' });
});

test('a subscription is renewed, and its webhook moved', async () => {
  const graph = scriptedGraph(answers({ status: 503 }, { body: ANSWER }));
  const changes = {
    expirationDateTime: new Date('2026-11-27T07:00:00Z'),
    notificationUrl: 'https://new.example.org/api/notifications',
  };
  expect(await graph.subscriptions.renew(ID, changes, NO_SIGNAL)).toEqual(SUBSCRIPTION);
  expect(graph.sent[1]).toMatchObject({
    method: 'PATCH',
    url: `${GRAPH}/subscriptions/${ID}`,
    body: { ...changes, expirationDateTime: '2026-11-27T07:00:00.000Z' },
  });
});

test('renewing a subscription that is gone says so', async () => {
  const graph = scriptedGraph(answers({ status: 404 }));
  const changes = { expirationDateTime: new Date(), notificationUrl: 'https://example.org' };
  expect((await failureOf(graph.subscriptions.renew(ID, changes, NO_SIGNAL))).kind).toBe('notFound');
});

test.each([{ status: 204, body: '' }, { status: 200 }, { status: 404 }])(
  'a subscription is gone after its deletion (%j)',
  async (answer) => {
    const graph = scriptedGraph(answers(answer));
    await graph.subscriptions.delete(ID, NO_SIGNAL);
    expect(graph.sent[0]).toMatchObject({ method: 'DELETE', url: `${GRAPH}/subscriptions/${ID}` });
  },
);

test('a subscription that could not be deleted is not taken for gone', async () => {
  const graph = scriptedGraph(answers({ status: 403 }));
  expect((await failureOf(graph.subscriptions.delete(ID, NO_SIGNAL))).kind).toBe('forbidden');
});

test('a subscription is not taken for gone because of a page of a proxy', async () => {
  const graph = scriptedGraph(answers(...Array(3).fill({ body: '<html></html>' })));
  expect((await failureOf(graph.subscriptions.delete(ID, NO_SIGNAL))).kind).toBe('unavailable');
});
