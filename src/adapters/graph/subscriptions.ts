/** Graph's subscriptions of this app. */

import * as z from 'zod/mini';
import { parseDateTime, toDate } from '../../language/date-time.ts';
import type { JsonObject } from '../../language/json.ts';
import { GraphFailure, type GraphSubscription, type GraphSubscriptions } from '../../ports/graph.ts';
import { followingPage, type Page } from '../../record/graph-page.ts';
import { type GraphBaseUrl, graphUrl } from './base-url.ts';
import type { GraphRequest } from './exchange.ts';
import type { GraphLimits } from './limits.ts';
import { MalformedAnswer, wellFormed } from './malformed.ts';
import { createNextLinks } from './next-link.ts';
import type { Answer, Manner, Send } from './send.ts';

export interface SubscriptionsOptions {
  readonly send: Send;
  readonly base: GraphBaseUrl;
  readonly limits: GraphLimits;
}

const COLLECTION_ROUTE = '/subscriptions';
const ENTITY_ROUTE = '/subscriptions/{id}';

const absentWhenNull = z.pipe(
  z.nullish(z.string()),
  z.transform((value) => value ?? undefined),
);
const date = z.pipe(
  z.unknown(),
  z.transform((value, context) => {
    const dateTime = parseDateTime(value);
    if (dateTime !== undefined) return toDate(dateTime);
    context.issues.push({ code: 'custom', message: 'expected an ISO 8601 date-time', input: value });
    return z.NEVER;
  }),
);

const Subscription = z.object({
  id: z.string().check(z.minLength(1)),
  resource: z.string(),
  changeType: z.string(),
  notificationUrl: z.string(),
  lifecycleNotificationUrl: absentWhenNull,
  expirationDateTime: date,
  applicationId: absentWhenNull,
});

export function createSubscriptions({ send, base, limits }: SubscriptionsOptions): GraphSubscriptions {
  const repeatable: Manner = { patience: limits.beginning, holdsTenant: true, repeatable: true };
  // A creation that failed on its way back may have happened: maintain looks before it asks again.
  const once: Manner = { ...repeatable, repeatable: false };

  return {
    async list(signal) {
      const links = createNextLinks(base, limits.linksOfOneReading);
      const subscriptions: Array<GraphSubscription> = [];
      const first = graphUrl(base, COLLECTION_ROUTE);
      links.begin(first);
      let url: URL | undefined = first;
      while (url !== undefined) {
        const request: GraphRequest = { method: 'GET', url, route: COLLECTION_ROUTE, subject: {} };
        const answer = await send(request, repeatable, signal);
        const { members, nextLink }: Page = parsePage(answer.body);
        const ours = members.filter(mayBeOurs);
        subscriptions.push(...ours.map((member) => parseSubscription(COLLECTION_ROUTE, member)));
        url = nextLink === undefined ? undefined : wellFormed(COLLECTION_ROUTE, () => links.follow(nextLink));
      }
      return subscriptions;
    },
    async get(id, signal) {
      const answer = await unlessNotFound(send(entityRequest('GET', base, id), repeatable, signal));
      return answer === undefined ? undefined : parseSubscription(ENTITY_ROUTE, answer.body);
    },
    async create(subscription, signal) {
      const body = { ...subscription, expirationDateTime: subscription.expirationDateTime.toISOString() };
      const url = graphUrl(base, COLLECTION_ROUTE);
      const request: GraphRequest = { method: 'POST', url, route: COLLECTION_ROUTE, subject: {}, body };
      const answer = await send(request, once, signal);
      return parseSubscription(COLLECTION_ROUTE, answer.body);
    },
    async renew(id, changes, signal) {
      const body = {
        expirationDateTime: changes.expirationDateTime.toISOString(),
        notificationUrl: changes.notificationUrl,
      };
      const request: GraphRequest = { ...entityRequest('PATCH', base, id), body };
      const answer = await send(request, repeatable, signal);
      return parseSubscription(ENTITY_ROUTE, answer.body);
    },
    async delete(id, signal) {
      await unlessNotFound(send(entityRequest('DELETE', base, id), repeatable, signal));
    },
  };
}

function entityRequest(method: GraphRequest['method'], base: GraphBaseUrl, id: string): GraphRequest {
  const url = graphUrl(base, `/subscriptions/${encodeURIComponent(id)}`);
  return { method, url, route: ENTITY_ROUTE, subject: { subscriptionId: id } };
}

async function unlessNotFound(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GraphFailure && error.kind === 'notFound') return undefined;
    throw error;
  }
}

/** The app may have subscriptions to other things, of an unknown form: they must not hide ours. */
function mayBeOurs({ resource }: JsonObject): boolean {
  return typeof resource === 'string' && /callrecords/i.test(resource);
}

function parsePage(body: JsonObject): Page {
  return wellFormed(COLLECTION_ROUTE, () => followingPage(body, 'value'));
}

function parseSubscription(route: string, body: JsonObject): GraphSubscription {
  return wellFormed(route, () => {
    const parsed = Subscription.safeParse(body);
    if (parsed.success) return parsed.data;
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new MalformedAnswer(faults.join('; '));
  });
}
