/** What a request fault makes of an answer. */

import type { FaultOptions, RequestFault } from '../faults.ts';
import { GraphError, type OperationResult } from '../operation-result.ts';
import type { GraphResponse } from '../transport.ts';
import type { Fault } from './fault-set.ts';

type Change = (response: GraphResponse) => Partial<GraphResponse>;

const listWithout = ({ body }: GraphResponse, isHidden: (position: number) => boolean) => {
  const page = JSON.parse(body) as { readonly value: ReadonlyArray<unknown> };
  return {
    body: JSON.stringify({ ...page, value: page.value.filter((_, position) => !isHidden(position)) }),
  };
};

const HTML = '<html><head><title>Sorry</title></head><body><h1>Something went wrong</h1></body></html>';

const page: Change = ({ headers }) => ({ headers: { ...headers, 'Content-Type': 'text/html' }, body: HTML });

/** As seen of the real service: microsoft-graph-docs #21403. */
export const QUOTA_REACHED = 'Maximum number of subscriptions has been reached';

/** A refusal of Graph's own, or what others than Graph make of the response that it would have given. */
type Stand = (options: FaultOptions, now: number) => GraphError | Change;

/** What stands in the place of an answer. */
const STANDS = {
  throttled: ({ retryAfter = '5' }) => throttled(retryAfter),
  'throttled-fraction': ({ retryAfter = '2.128' }) => throttled(retryAfter),
  'throttled-list': ({ retryAfter = '60,120' }) => throttled(retryAfter),
  'throttled-date': ({ retryAfter }, now) => throttled(retryAfter ?? new Date(now + 5_000).toUTCString()),
  'throttled-malformed': ({ retryAfter = 'soon' }) => throttled(retryAfter),
  'throttled-silently': () => throttled(undefined),
  'bad-request': () => new GraphError(400, 'BadRequest', 'Invalid request.'),
  'not-found': () => new GraphError(404, 'NotFound', ''),
  'server-error': () => new GraphError(500, 'InternalServerError', 'An internal server error occurred.'),
  'bad-gateway': () => (response) => ({ ...page(response), status: 502 }),
  unavailable: ({ retryAfter = '5' }) =>
    new GraphError(503, 'ServiceUnavailable', 'The service is temporarily unavailable.', {
      'Retry-After': retryAfter,
    }),
  'gateway-timeout': () => new GraphError(504, 'GatewayTimeout', 'The upstream service timed out.'),
  unauthorized: () =>
    new GraphError(401, 'InvalidAuthenticationToken', 'Access token has expired or is not yet valid.'),
  'subscription-conflict': () => alreadyExists('5f9b2c1e-7a64-4d1f-9d0a-3c1b8e6f2a70'),
  'subscription-quota': () => new GraphError(403, 'ExtensionError', QUOTA_REACHED),
  'renewal-not-found': () => new GraphError(404, 'ResourceNotFound', 'The object was not found.'),
  hang: () => () => ({ connection: 'hang' }),
  'connection-reset': () => () => ({ connection: 'reset' }),
} as const satisfies Partial<Record<RequestFault, Stand>>;

/** What spoils a successful answer's bytes. */
const SPOILS = {
  'truncated-body': () => ({ connection: 'truncate' }),
  'malformed-json': ({ body }) => ({ body: body.slice(0, Math.floor(body.length / 2)) }),
  'wrong-content-type': page,
  'error-in-success': () => ({
    body: '{"error":{"code":"InternalServerError","message":"An error occurred."}}',
  }),
  'empty-list': (response) => listWithout(response, () => true),
  'half-list': (response) => listWithout(response, (position) => position % 2 === 0),
  'byte-order-mark': ({ body }) => ({ body: `\ufeff${body}` }),
} as const satisfies Partial<Record<RequestFault, Change>>;

/** Another origin; the .invalid domain never resolves (RFC 2606). */
const FOREIGN_ORIGIN = 'https://graph.microsoft.com.attacker.invalid';

/** What becomes of the link to a next page in the answer to the request of that URL. */
const BENDS = {
  'foreign-next-link': (link) => link.replace(new URL(link).origin, FOREIGN_ORIGIN),
  'looping-next-link': (_, url) => url,
  'lost-expansion': (link) => link.replace(/(?:\$|%24)expand=[^&]*&?/, ''),
  // The version that is published is the responder's matter.
  'version-moves': (link) => link,
} as const satisfies Partial<Record<RequestFault, (link: string, url: string) => string>>;

export const STANDING = Object.keys(STANDS) as ReadonlyArray<keyof typeof STANDS>;
export const SPOILING = Object.keys(SPOILS) as ReadonlyArray<keyof typeof SPOILS>;
export const BENDING = Object.keys(BENDS) as ReadonlyArray<keyof typeof BENDS>;

/**
 * What others than Graph make of its response, in the place of an answer.
 * @throws GraphError when the fault is a refusal of Graph's own.
 */
export function standIn({ name, options }: Fault<keyof typeof STANDS>, now: number): Change {
  const stand: GraphError | Change = STANDS[name](options, now);
  if (stand instanceof GraphError) throw stand;
  return stand;
}

export function spoiled(response: GraphResponse, { name }: Fault<keyof typeof SPOILS>): GraphResponse {
  return { ...response, ...SPOILS[name](response) };
}

/** 409 as Graph writes it. */
export function alreadyExists(subscriptionId: string): GraphError {
  const message = `Subscription Id ${subscriptionId} already exists for the requested combination`;
  return new GraphError(409, 'ObjectIdentifierInUse', message);
}

/** 429 as Graph writes it; `retryAfter` is the header. */
export function throttled(retryAfter: string | undefined): GraphError {
  const headers = retryAfter === undefined ? {} : { 'Retry-After': retryAfter };
  return new GraphError(429, 'TooManyRequests', 'Please retry after', headers);
}

const NEXT_LINK = /^(?:\w+@|@)odata\.nextLink$/;

export function hasNextLink({ body = {} }: OperationResult): boolean {
  return Object.keys(body).some((name) => NEXT_LINK.test(name));
}

/** The answer with its link to the next page bent by a fault; `url` is the request's own. */
export function withBentLink(
  result: OperationResult,
  { name }: Fault<keyof typeof BENDS>,
  url: string,
): OperationResult {
  const body = Object.entries(result.body ?? {}).map(
    ([key, value]) => [key, NEXT_LINK.test(key) ? BENDS[name](String(value), url) : value] as const,
  );
  return { ...result, body: Object.fromEntries(body) };
}
