/** What `npm run chaos` brings up: storage, a simulated Graph, and two hosts behind one address. */

import type { Clock } from '../../src/ports/clock.ts';
import { type Azurite, startAzurite } from '../azurite/start-azurite.ts';
import { startGraphServer } from '../graph/graph-server.ts';
import type { SimulatedTenant } from '../graph/tenant.ts';
import { createTenant } from '../graph/tenant.ts';
import { webhookTransport } from '../graph/webhook-transport.ts';
import { chosenPort } from '../start/free-port.ts';
import { hostEnvironment, SPEED } from '../start/host-environment.ts';
import { FRONT_URL, inTurn } from './front.ts';
import { MortalHost } from './mortal-host.ts';

export interface World {
  readonly tenant: SimulatedTenant;
  readonly azurite: Azurite;
  /** Of the hosts, in their order. */
  readonly origins: ReadonlyArray<string>;
  readonly hosts: readonly [MortalHost, MortalHost];
  /** Resolves with the reason when a host ends that was not killed. */
  readonly failed: Promise<string>;
  /** Ends everything, the hosts first: they still need the others. */
  stop(): Promise<void>;
}

/** The subscription did not come about. */
export class NotSubscribed extends Error {
  override readonly name = 'NotSubscribed';
}

/** The hosts look after their subscription every two seconds; this is for a machine that is busy. */
const SUBSCRIBED_WITHIN_MS = 60_000;

/**
 * Resolves when the hosts have subscribed to the simulated Graph.
 * @throws {AzuriteStartError | HostStartError | NotSubscribed} after having ended what had started.
 */
export async function startWorld({
  seed,
  clock,
}: {
  readonly seed: number;
  readonly clock: Clock;
}): Promise<World> {
  const started: Array<() => Promise<void>> = [];
  const stop = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    const azurite = await startAzurite();
    started.push(() => azurite.stop());
    const ports = await twoPorts();
    const origins = ports.map((port) => `http://127.0.0.1:${port}`);
    const tenant = createTenant({ seed, clock, speed: SPEED, transport: inTurn(origins, webhookTransport) });
    const graph = await startGraphServer({ tenant });
    started.push(() => graph.close());

    const failed = Promise.withResolvers<string>();
    const addresses = {
      storage: azurite.connectionString,
      tenantId: tenant.tenantId,
      graphUrl: graph.url,
      port: 0,
    };
    // The same for both, the secret included: they are instances of one app.
    const environment = { ...hostEnvironment(addresses, process.env), WEBHOOK_BASE_URL: FRONT_URL };
    const host = (name: string, port: number) =>
      new MortalHost(name, { ...environment, PORT: `${port}` }, failed.resolve);
    const hosts = [host('host 1', ports[0]), host('host 2', ports[1])] as const;
    started.push(async () => void (await Promise.all(hosts.map((host) => host.stop()))));
    const subscribed = isSubscribed(tenant, clock);
    await Promise.all(hosts.map((host) => host.start()));
    await Promise.race([
      subscribed,
      failed.promise.then((reason) => Promise.reject(new NotSubscribed(reason))),
    ]);
    return { tenant, azurite, origins, hosts, failed: failed.promise, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @throws {NotSubscribed} when it takes too long. */
async function isSubscribed(tenant: SimulatedTenant, clock: Clock): Promise<void> {
  const done = new AbortController();
  const stopListening = tenant.on(({ type }) => (type === 'subscriptionCreated' ? done.abort() : undefined));
  await clock.sleep(SUBSCRIBED_WITHIN_MS, done.signal).catch(() => undefined);
  stopListening();
  if (!done.signal.aborted) {
    throw new NotSubscribed(`The hosts did not subscribe within ${SUBSCRIBED_WITHIN_MS / 1000} s.`);
  }
}

/** Two that were free a moment ago; the hosts keep them through every life. */
async function twoPorts(): Promise<readonly [number, number]> {
  const first = await chosenPort(0);
  for (;;) {
    const second = await chosenPort(0);
    if (second !== first) return [first, second];
  }
}
