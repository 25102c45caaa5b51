/** A simulated tenant in virtual time with a webhook that answers as the test says: no network, no waiting. */

import { MINUTE_MS } from '../../../src/language/milliseconds.ts';
import { CALM_BEHAVIOUR, type GraphBehaviour } from '../behaviour.ts';
import type { SimulatorEvent } from '../events.ts';
import { createTenant, type SimulatedTenant } from '../tenant.ts';
import type { GraphResponse, WebhookRequest, WebhookResponse } from '../transport.ts';

export const ROOT = 'http://graph.simulated/v1.0';

/** biome-ignore lint/suspicious/noExplicitAny: tests read documents whose shape they are about to judge. */
export type Json = any;

export interface Delivery {
  readonly at: Date;
  readonly url: string;
  readonly request: WebhookRequest;
  /** The elements of the collection. */
  readonly value: ReadonlyArray<Json>;
}

export type Webhook = (url: string, request: WebhookRequest) => WebhookResponse | undefined;

export interface VirtualTenant {
  readonly tenant: SimulatedTenant;
  readonly now: () => Date;
  /** Everything that happened, in order. */
  readonly events: Array<SimulatorEvent>;
  /** Every notification posted, handshakes excepted. */
  readonly deliveries: Array<Delivery>;
  /** What the webhook answers; undefined means as it should. */
  webhook: Webhook;
  send(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<GraphResponse>;
  /** GET that must succeed, parsed; a path or a whole nextLink. */
  get(path: string, headers?: Record<string, string>): Promise<Json>;
  subscribe(changes?: object): Promise<Json>;
  /** Lets time pass, event by event. */
  pass(minutes: number): Promise<void>;
  callIds(): ReadonlyArray<string>;
}

export interface VirtualTenantOptions {
  readonly seed?: number;
  readonly speed?: number;
  readonly callsPerMinute?: number;
  readonly behaviour?: Partial<GraphBehaviour>;
}

export function virtualTenant({
  seed = 1,
  behaviour = {},
  ...options
}: VirtualTenantOptions = {}): VirtualTenant {
  let now = Date.parse('2026-11-23T09:00:00.000Z');
  const deliveries: Array<Delivery> = [];
  const events: Array<SimulatorEvent> = [];
  const tenant = createTenant({
    seed,
    clock: { now: () => new Date(now) },
    behaviour: { ...CALM_BEHAVIOUR, ...behaviour },
    transport: {
      post: async (url, request) => {
        const isHandshake = new URL(url).searchParams.has('validationToken');
        if (!isHandshake) {
          deliveries.push({ at: new Date(now), url, request, value: JSON.parse(request.body).value });
        }
        return world.webhook(url, request) ?? (isHandshake ? echo(url) : accepted);
      },
    },
    ...options,
  });
  tenant.on((event) => events.push(event));

  const world: VirtualTenant = {
    tenant,
    now: () => new Date(now),
    events,
    deliveries,
    webhook: () => undefined,
    send: (method, path, body, headers = {}) =>
      tenant.respond({
        method,
        url: path.startsWith('http') ? path : `${ROOT}${path}`,
        headers: { Authorization: 'Bearer simulated-graph', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    get: async (path, headers) => {
      const response = await world.send('GET', path, undefined, headers);
      if (response.status !== 200) throw new Error(`${path} answered ${response.status} ${response.body}`);
      return JSON.parse(response.body);
    },
    subscribe: async (changes) => {
      const response = await world.send('POST', '/subscriptions', subscription(new Date(now), changes));
      if (response.status !== 201) throw new Error(`refused: ${response.body}`);
      return JSON.parse(response.body);
    },
    pass: async (minutes) => {
      const until = now + minutes * MINUTE_MS;
      for (
        let due = tenant.nextDueAt();
        due !== undefined && due.getTime() <= until;
        due = tenant.nextDueAt()
      ) {
        now = Math.max(now, due.getTime());
        await tenant.deliverDue();
      }
      now = until;
    },
    callIds: () =>
      deliveries.flatMap(({ value }) => value.map((element) => element.resourceData?.id as string)),
  };
  return world;
}

export function subscription(now: Date, changes: object = {}): object {
  return {
    changeType: 'updated',
    resource: 'communications/callRecords',
    notificationUrl: 'https://pipeline.example/api/notifications?code=abc',
    lifecycleNotificationUrl: 'https://pipeline.example/api/lifecycle',
    clientState: 'the secret',
    expirationDateTime: new Date(now.getTime() + 4200 * MINUTE_MS).toISOString(),
    ...changes,
  };
}

export const accepted: WebhookResponse = { status: 202, contentType: '', body: '', elapsedMilliseconds: 40 };

/** The right answer to a handshake: the token, decoded by the rules of forms. */
export function echo(url: string): WebhookResponse {
  const token = new URL(url).searchParams.get('validationToken') ?? '';
  return { status: 200, contentType: 'text/plain; charset=utf-8', body: token, elapsedMilliseconds: 40 };
}

/** All pages of a collection. */
export async function allPages(
  world: VirtualTenant,
  path: string,
  headers?: Record<string, string>,
): Promise<ReadonlyArray<Json>> {
  const items: Array<Json> = [];
  for (let link: string | undefined = path; link !== undefined; ) {
    const page: Json = await world.get(link, headers);
    items.push(...page.value);
    link = page['@odata.nextLink'];
  }
  return items;
}
