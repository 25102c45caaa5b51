/** What `npm start` and `npm run chaos` bring up: storage, a simulated Graph, and functions that have subscribed to it. */

import getPort from 'get-port';
import type { Clock } from '../../src/ports/clock.ts';
import { type Azurite, startAzurite } from '../azurite/start-azurite.ts';
import { startGraphServer } from '../graph/graph-server.ts';
import { createTenant, type SimulatedTenant, type TenantOptions } from '../graph/tenant.ts';
import type { Transport } from '../graph/transport.ts';
import type { NotKept } from '../judge/not-kept.ts';
import { SPEED } from './host-environment.ts';
import type { LocalEvent } from './observed.ts';
import type { Paint } from './paint.ts';
import { CannotRun } from './run-to-verdict.ts';
import type { Act } from './story.ts';

const LOOPBACK = '127.0.0.1';

/** A port that is free at this moment: the usual one if possible. It is known before anything listens on it. */
export const freePort = (usual?: number): Promise<number> =>
  getPort({ host: LOOPBACK, ...(usual === undefined ? {} : { port: usual }) });

export const originOf = (port: number): string => `http://${LOOPBACK}:${port}`;

/** What is played, and on which hosts. */
export interface Scenario {
  readonly seed: number;
  /** One line about it. */
  readonly what: string;
  readonly story: ReadonlyArray<Act>;
  /** Ends once all calls have happened, instead of waiting for Ctrl-C. */
  readonly exit: boolean;
  /** How long to wait then for calls in progress. */
  readonly settledWithinSeconds: number;
  /** Storage and Graph listen on the ports that tools use by default, where those are free. */
  readonly usesUsualPorts: boolean;
  /** How Graph reaches the functions. */
  readonly transport: Transport;
  /** What else is particular about the tenant. */
  readonly tenant?: Pick<TenantOptions, 'datedOver' | 'plantsCauses'>;
  /**
   * `announce` prints what can be looked at before they have started.
   * @throws {CannotRun}
   */
  startHosts(parts: Parts, tell: (event: LocalEvent) => void, announce: Announce): Promise<Hosts>;
}

/** Prints lines. */
export type Announce = (lines: (paint: Paint) => ReadonlyArray<string>) => void;

/** What the hosts run between. */
export interface Parts {
  readonly azurite: Azurite;
  readonly tenant: SimulatedTenant;
  /** The origin of the simulated Graph. */
  readonly graphUrl: string;
}

/** One host or several, which run the functions. */
export interface Hosts {
  /** Resolves with the reason when one of them ends by itself. */
  readonly failed: Promise<string>;
  /** Calls stored before the run that may not be kept so. */
  readonly notKept?: ReadonlyArray<NotKept>;
  /** Where users can look, in lines. */
  whereToLook(paint: Paint): ReadonlyArray<string>;
  /** Lets the calls happen; resolves when no more will begin. */
  play(stage: Stage): Promise<void>;
  /** What there is to say once all calls have come to their end. */
  conclude(paint: Paint): Promise<ReadonlyArray<string>>;
  stop(): Promise<void>;
}

export interface Stage {
  readonly tenant: SimulatedTenant;
  readonly clock: Clock;
  /** How many calls have yet to be stored; absent where the load does not depend on it. */
  readonly waiting?: (() => number) | undefined;
  /** Aborted when no more calls are wanted. */
  readonly signal: AbortSignal;
  readonly tell: (event: LocalEvent) => void;
}

export interface Demonstration extends Parts {
  readonly hosts: Hosts;
  /** Ends everything, the hosts first: they still need the others. */
  stop(): Promise<void>;
}

const USUAL_GRAPH_PORT = 4280;

/** The functions check their subscription every two seconds, and a check takes one; the rest is for a busy machine. */
const SUBSCRIBED_WITHIN_MS = 60_000;

/**
 * Resolves when the hosts have subscribed to the simulated Graph.
 * @throws {AzuriteStartError | CannotRun} after having ended what had started.
 */
export async function startDemonstration(
  { seed, usesUsualPorts, transport, tenant: particulars, startHosts }: Scenario,
  clock: Clock,
  tell: (event: LocalEvent) => void,
  announce: Announce,
): Promise<Demonstration> {
  const started: Array<() => Promise<void>> = [];
  const stop = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    const azurite = await startAzurite({ ports: usesUsualPorts ? 'default' : 'free' });
    started.push(() => azurite.stop());
    const tenant = createTenant({ seed, clock, speed: SPEED, transport, ...particulars });
    tenant.on(tell);
    const port = usesUsualPorts ? await freePort(USUAL_GRAPH_PORT) : 0;
    const graph = await startGraphServer({ tenant, port });
    started.push(() => graph.close());
    const parts = { azurite, tenant, graphUrl: graph.url };
    const subscribed = new Promise<undefined>((resolve) => {
      tenant.on(({ type }) => (type === 'subscriptionCreated' ? resolve(undefined) : undefined));
    });
    const hosts = await startHosts(parts, tell, announce);
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
