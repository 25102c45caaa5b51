/** Lets a plan happen in its world: calls, weather, deployments, and the moment at which all clears up. */

import type { PlannedCall, PlannedWeather } from '../plan/plan.ts';
import { foreignMessages, NONSENSE } from './foreign.ts';
import { isLasting } from './weather.ts';
import type { SimulatedWorld } from './world.ts';

export function schedule(world: SimulatedWorld): void {
  const { plan } = world;
  for (const call of plan.calls) at(world, Math.max(0, call.endsAt), () => start(world, call));
  for (const weather of plan.weather) scheduleWeather(world, weather);
  at(world, plan.clearsAt, () => clear(world));
}

function at(world: SimulatedWorld, seconds: number, happen: () => void): void {
  world.time.at(world.instantOf(seconds), happen);
}

function start(world: SimulatedWorld, call: PlannedCall): void {
  const { endsAt, nextVersionsAfterSeconds, ...rest } = call;
  world.tenant.startCall({
    ...rest,
    endedAt: new Date(world.instantOf(endsAt)),
    versions: [{}, ...nextVersionsAfterSeconds.map((afterSeconds) => ({ afterSeconds }))],
  });
}

function scheduleWeather(world: SimulatedWorld, weather: PlannedWeather): void {
  const { tenant, journal } = world;
  if (weather.kind === 'graphFault') {
    const { kind, fault, from, until, ...rest } = weather;
    const times = { from: new Date(world.instantOf(from)), until: new Date(world.instantOf(until)) };
    tenant.faults.add(fault, { ...rest, ...times });
    at(world, from, () => journal.news('weather', () => words(weather)));
    return;
  }
  if (isLasting(weather)) {
    at(world, weather.from, () => {
      journal.news('weather', () => words(weather));
      world.weather.begin(weather);
    });
    at(world, weather.until, () => {
      journal.news('weather', () => `${weather.kind} ends`);
      world.weather.end(weather);
    });
    return;
  }
  at(world, weather.at, () => {
    journal.news('weather', () => words(weather));
    happen(world, weather);
  });
}

type Sudden = Exclude<PlannedWeather, { readonly from: number }>;

function happen(world: SimulatedWorld, weather: Sudden): void {
  const { tenant, queue, fleet, checker, random } = world;
  switch (weather.kind) {
    case 'subscription':
      tenant.faults.add(weather.what);
      world.timers.maintain.wake();
      return;
    case 'forgery':
      for (let count = 0; count < weather.count; count += 1) {
        const callId = random.guid();
        checker.forged(callId);
        tenant.forgeNotification(callId);
      }
      return;
    case 'nonsense':
      void post(world, NONSENSE[weather.which % NONSENSE.length] ?? '');
      return;
    case 'foreignMessage': {
      const texts = foreignMessages(tenant.tenantId);
      void queue.put(texts[weather.which % texts.length] ?? '');
      return;
    }
    case 'earlierMessage':
      void putEarlierMessage(world, weather.which);
      return;
    case 'deployment':
      deploy(world, weather);
      return;
    case 'scaling':
      fleet.scale(weather.instances);
  }
}

/** Anybody can post to the webhook. */
async function post({ fleet, checker }: SimulatedWorld, body: string): Promise<void> {
  const instance = fleet.any();
  if (instance === undefined) return;
  const { status } = await instance.receive(`${fleet.deployment.origin}/api/notifications`, body);
  if (![202, 400, 413, 503].includes(status))
    checker.report('closed', `nonsense was answered with ${status}`);
}

/** A build before this one knew no traceparent, and a build to come may know more than this one. */
async function putEarlierMessage({ tenant, queue, time }: SimulatedWorld, which: number): Promise<void> {
  const calls = tenant.truth().filter(({ newestVersion }) => newestVersion !== undefined);
  const call = calls[which % Math.max(1, calls.length)];
  if (call === undefined) return;
  const message = {
    schema: 1,
    tenantId: tenant.tenantId,
    callId: call.callId,
    reason: 'notification',
    attempt: 0,
    firstSeenAt: time.now().toISOString(),
    build: 'another',
  };
  await queue.put(JSON.stringify(message));
}

/** An operator does not remove a secret that a subscription still carries. */
const LOOK_AGAIN_MS = 10 * 60_000;

function deploy(world: SimulatedWorld, deployment: Extract<Sudden, { kind: 'deployment' }>): void {
  const { fleet, time, random } = world;
  const before = fleet.deployment;
  if (deployment.forgetsPrevious && !world.isServedWith(before.secret)) {
    time.in(LOOK_AGAIN_MS, () => deploy(world, deployment));
    return;
  }
  const origin = deployment.moves ? `https://calls-${random.hex(6)}.contoso.com` : before.origin;
  const secret = deployment.newSecret ? `a later secret ${random.hex(12)}` : before.secret;
  const kept = deployment.newSecret ? before.secret : before.previousSecret;
  const previousSecret = deployment.forgetsPrevious ? undefined : kept;
  fleet.deploy({ origin, secret, previousSecret }, deployment.abrupt === true);
  world.timers.maintain.wake();
}

function clear({ weather, tenant, journal }: SimulatedWorld): void {
  weather.clear();
  tenant.faults.clear();
  journal.news('weather', () => 'clears up');
}

function words(weather: PlannedWeather): string {
  const { kind, ...rest } = weather;
  const details = Object.entries(rest)
    .filter(([name]) => name !== 'at' && name !== 'from')
    .map(([name, value]) => `${name} ${value}`);
  return `${kind}: ${details.join(', ')}`;
}
