/** What the webhook promises with a 2xx, and to whom. */

import { HOUR, MINUTE } from '../../worlds/plan/plan.ts';
import { deployment } from '../../worlds/weather/deployments.ts';
import { subscriptionEvent } from '../../worlds/weather/graph.ts';
import { storageDown } from '../../worlds/weather/storage.ts';
import { forgery } from '../../worlds/weather/strangers.ts';
import type { Instance } from '../../worlds/world/instance.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';
import { aCall, at, inWorld, mustBeStoredBy, type Proof } from './proof.ts';

const CALL = aCall();

const NEW_SECRET = deployment({ newSecret: true }, 90);

export const webhookProofs = {
  'the queue is down when a notification comes': inWorld({
    calls: [CALL],
    weather: [storageDown('queue', { from: 90, until: 20 * MINUTE })],
  }),

  'the tables are down when a lifecycle event comes': inWorld({
    weather: [
      storageDown('tables', { from: 90, until: 20 * MINUTE }),
      subscriptionEvent('lifecycle-reauthorization-required', 2 * MINUTE),
    ],
  }),

  'Graph sends what cannot be read': inWorld({}, at(10 * MINUTE, sendUnreadable)),

  'a forger posts notifications': inWorld({
    calls: [CALL],
    weather: [forgery(3, 100)],
  }),

  'a forged notification comes beside a real one': inWorld(
    { calls: [CALL] },
    at(10 * MINUTE, sendForgedBesideReal),
  ),

  'a body of two mebibytes is posted': inWorld({}, at(10 * MINUTE, sendTooMuch)),

  'thousands of elements that cannot be read are posted': inWorld({}, at(10 * MINUTE, sendManyUnreadable)),

  'the secret is changed': inWorld(
    { calls: [CALL], weather: [NEW_SECRET], clearsAt: 2 * HOUR },
    mustBeStoredBy(30 * MINUTE),
  ),

  'an instance does not know the new secret yet': inWorld(
    { calls: [CALL], weather: [NEW_SECRET], clearsAt: 2 * HOUR },
    at(80, (world) => {
      const before = world.fleet.any();
      at(20 * MINUTE, () => sendToFormer(world, before))(world);
    }),
  ),
} as const satisfies Readonly<Record<string, Proof>>;

async function post(
  { fleet }: SimulatedWorld,
  elements: ReadonlyArray<Readonly<Record<string, unknown>>>,
  instance = fleet.any(),
): Promise<number | undefined> {
  const url = `${fleet.deployment.origin}/api/notifications`;
  return (await instance?.receive(url, JSON.stringify({ value: elements }), false))?.status;
}

async function sendUnreadable(world: SimulatedWorld): Promise<void> {
  const { fleet, tables, checker } = world;
  const status = await post(world, [{ clientState: fleet.deployment.secret, resource: 'users/1' }]);
  const isKept = [...tables.rows('DeadLetters')].some(({ cells }) =>
    String(cells.Body?.value).includes('users/1'),
  );
  if (status === 202 && !isKept) checker.report('accounted', 'it was answered with 202 and is nowhere');
}

async function sendForgedBesideReal(world: SimulatedWorld): Promise<void> {
  const { calls, checker, fleet, random } = world;
  const [realId = ''] = calls.keys();
  const forgedId = random.guid();
  checker.forged(forgedId);
  await post(world, [
    { clientState: fleet.deployment.secret, resource: `communications/callRecords/${realId}` },
    { clientState: 'a guess', resource: `communications/callRecords/${forgedId}` },
  ]);
}

/** What Graph tells of with the new secret reaches an instance of the deployment before. */
async function sendToFormer(world: SimulatedWorld, instance: Instance | undefined): Promise<void> {
  const { calls, checker, fleet, tables } = world;
  const live = [...tables.rows('Subscriptions')].find(({ cells }) => cells.State?.value === 'live');
  const [callId = ''] = calls.keys();
  const notification = {
    subscriptionId: live?.rowKey,
    clientState: fleet.deployment.secret,
    resource: `communications/callRecords/${callId}`,
  };
  const status = await post(world, [notification], instance);
  if (status !== 503) checker.report('accounted', `it was answered with ${status} and dropped`, callId);
}

async function sendManyUnreadable(world: SimulatedWorld): Promise<void> {
  const { checker, fleet, tables } = world;
  const element = { clientState: fleet.deployment.secret, resource: 'users/1' };
  await post(world, Array(2_000).fill(element));
  const letters = [...tables.rows('DeadLetters')].length;
  if (letters > 100) checker.report('closed', `a request has made ${letters} dead letters`);
}

async function sendTooMuch(world: SimulatedWorld): Promise<void> {
  const { checker, fleet } = world;
  const filler = 'x'.repeat(2 * 1024 * 1024);
  const status = await post(world, [{ clientState: fleet.deployment.secret, filler }]);
  if (status !== 413) checker.report('closed', `two mebibytes were answered with ${status}`);
}
