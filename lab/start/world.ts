/** What `npm start` brings up: storage, a simulated Graph, and the functions between them. */

import type { Clock } from '../../src/ports/clock.ts';
import { type Azurite, startAzurite } from '../azurite/start-azurite.ts';
import { type GraphServer, startGraphServer } from '../graph/graph-server.ts';
import type { SimulatedTenant } from '../graph/tenant.ts';
import { createTenant } from '../graph/tenant.ts';
import { webhookTransport } from '../graph/webhook-transport.ts';
import { chosenPort } from './free-port.ts';
import { hostEnvironment, SPEED } from './host-environment.ts';
import { type HostProcess, startHostProcess } from './host-process.ts';
import type { LocalEvent } from './observed.ts';
import { announceSizes } from './record-sizes.ts';

export interface World {
  readonly tenant: SimulatedTenant;
  readonly azurite: Azurite;
  /** The origin of the functions. */
  readonly functionsUrl: string;
  /** Resolves with the reason when the functions end by themselves. */
  readonly failed: Promise<string>;
  /** Ends everything, the functions first: they still need the others. */
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly seed: number;
  readonly port: number | undefined;
  readonly clock: Clock;
  readonly tell: (event: LocalEvent) => void;
  /** Called as soon as a part is there, with what it is and where. */
  readonly report: (part: string, where: string) => void;
}

/** The subscription did not come about. */
export class NotSubscribed extends Error {
  override readonly name = 'NotSubscribed';
}

/** The functions look after their subscription every two seconds, and a check takes one. */
const SUBSCRIBED_WITHIN_MS = 30_000;

/**
 * Resolves when the functions have subscribed to the simulated Graph.
 * @throws {AzuriteStartError | PortTaken | HostStartError | NotSubscribed} after having ended what had started.
 */
export async function startWorld({ seed, port, clock, tell, report }: WorldOptions): Promise<World> {
  const started: Array<() => Promise<void>> = [];
  const stop = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    const azurite = await startAzurite({ ports: 'default' });
    started.push(() => azurite.stop());
    report('Storage emulator', `Azurite on the ports ${Object.values(azurite.ports).join(', ')}`);
    const tenant = createTenant({ seed, clock, speed: SPEED, transport: webhookTransport });
    const graph: GraphServer = await startGraphServer({ tenant });
    started.push(() => graph.close());
    report('Simulated Graph', `${graph.url}/v1.0`);
    tenant.on(tell);
    announceSizes(tenant, tell);
    const subscribed = new Promise<'subscribed'>((resolve) => {
      tenant.on(({ type }) => (type === 'subscriptionCreated' ? resolve('subscribed') : undefined));
    });
    const troubles: Array<string> = [];
    const hostPort = await chosenPort(port);
    const host = await startHost(azurite, tenant, graph, hostPort, (event) => {
      if (event.type === 'trouble') troubles.push(event.message);
      tell(event);
    });
    started.push(() => host.stop());
    const functionsUrl = `http://127.0.0.1:${hostPort}`;
    report('Functions', functionsUrl);
    const outcome = await within(subscribed, host, clock);
    if (outcome !== 'subscribed') throw new NotSubscribed([outcome, ...troubles.slice(-1)].join('\n'));
    return { tenant, azurite, functionsUrl, failed: host.failed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startHost(
  azurite: Azurite,
  { tenantId }: SimulatedTenant,
  { url: graphUrl }: GraphServer,
  port: number,
  tell: (event: LocalEvent) => void,
): Promise<HostProcess> {
  const addresses = { storage: azurite.connectionString, tenantId, graphUrl, port };
  return startHostProcess(hostEnvironment(addresses, process.env), tell);
}

/** Resolves with the reason when there is no subscription in time. */
async function within(subscribed: Promise<'subscribed'>, host: HostProcess, clock: Clock): Promise<string> {
  const done = new AbortController();
  const late = clock.sleep(SUBSCRIBED_WITHIN_MS, done.signal).then(
    () => `The functions did not subscribe within ${SUBSCRIBED_WITHIN_MS / 1000} s.`,
    () => '',
  );
  const outcome = await Promise.race([subscribed, host.failed, late]);
  done.abort();
  return outcome;
}
