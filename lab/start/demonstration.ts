/** What `npm start` and `npm run chaos` bring up: storage, a simulated Graph, and functions that have subscribed to it. */

import getPort from 'get-port';
import type { Clock } from '../../src/ports/clock.ts';
import { type Azurite, startAzurite } from '../azurite/start-azurite.ts';
import { type GraphServer, startGraphServer } from '../graph/graph-server.ts';
import type { SimulatedTenant } from '../graph/tenant.ts';
import { createTenant } from '../graph/tenant.ts';
import type { Transport } from '../graph/transport.ts';
import { CannotRun } from './cannot-run.ts';
import { SPEED } from './host-environment.ts';

const LOOPBACK = '127.0.0.1';

/** A port that is free at this moment: the usual one if possible. It is known before anything listens on it. */
export const freePort = (usual?: number): Promise<number> =>
  getPort({ host: LOOPBACK, ...(usual === undefined ? {} : { port: usual }) });

export const originOf = (port: number): string => `http://${LOOPBACK}:${port}`;

/** One host or several, which run the functions. */
export interface Hosts {
  /** Resolves with the reason when one of them ends by itself. */
  readonly failed: Promise<string>;
  stop(): Promise<void>;
}

/** What the hosts run between. */
export interface Parts {
  readonly azurite: Azurite;
  readonly tenant: SimulatedTenant;
  /** The origin of the simulated Graph. */
  readonly graphUrl: string;
}

export interface Demonstration<Running extends Hosts> extends Parts {
  readonly hosts: Running;
  /** Ends everything, the hosts first: they still need the others. */
  stop(): Promise<void>;
}

export interface DemonstrationOptions<Running extends Hosts> {
  readonly seed: number;
  readonly clock: Clock;
  readonly azurite: 'default' | 'free';
  /** Of the simulated Graph if it is free; otherwise, and without it, any free one. */
  readonly graphPort?: number;
  readonly transport: Transport;
  readonly startHosts: (parts: Parts) => Promise<Running>;
}

/** The functions check their subscription every two seconds, and a check takes one; the rest is for a busy machine. */
const SUBSCRIBED_WITHIN_MS = 60_000;

/**
 * Resolves when the hosts have subscribed to the simulated Graph.
 * @throws {AzuriteStartError | CannotRun} after having ended what had started.
 */
export async function startDemonstration<Running extends Hosts>(
  options: DemonstrationOptions<Running>,
): Promise<Demonstration<Running>> {
  const { seed, clock, transport } = options;
  const started: Array<() => Promise<void>> = [];
  const stop = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    const azurite = await startAzurite({ ports: options.azurite });
    started.push(() => azurite.stop());
    const tenant = createTenant({ seed, clock, speed: SPEED, transport });
    const graph = await startGraph(tenant, options.graphPort);
    started.push(() => graph.close());
    const parts = { azurite, tenant, graphUrl: graph.url };
    const subscribed = new Promise<undefined>((resolve) => {
      tenant.on(({ type }) => (type === 'subscriptionCreated' ? resolve(undefined) : undefined));
    });
    const hosts = await options.startHosts(parts);
    started.push(() => hosts.stop());
    const over = new AbortController();
    const late = clock.sleep(SUBSCRIBED_WITHIN_MS, over.signal).then(
      () => `The functions did not subscribe within ${SUBSCRIBED_WITHIN_MS / 1000} s.`,
      () => undefined,
    );
    const reason = await Promise.race([subscribed, hosts.failed, late]);
    over.abort();
    if (reason !== undefined) throw new CannotRun(reason);
    return { ...parts, hosts, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startGraph(tenant: SimulatedTenant, port = 0): Promise<GraphServer> {
  try {
    return await startGraphServer({ tenant, port });
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken || port === 0) throw error;
    return await startGraphServer({ tenant });
  }
}
