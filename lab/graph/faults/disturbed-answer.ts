/** What a request fault makes of an answer. */

import { type Answer, GraphError, type GraphResponse } from '../answers/response.ts';
import type { RequestFault } from '../faults.ts';
import type { Fault } from './fault-set.ts';

/** Faults that take the place of an answer. The others change an answer that was made. */
export const INSTEAD_OF_AN_ANSWER: ReadonlyArray<RequestFault> = [
  ...(['throttled', 'throttled-fraction', 'throttled-list', 'throttled-date'] as const),
  ...(['throttled-malformed', 'throttled-silently', 'not-found', 'server-error', 'bad-gateway'] as const),
  ...([
    'unavailable',
    'gateway-timeout',
    'unauthorized',
    'renewal-not-found',
    'hang',
    'connection-reset',
  ] as const),
];

/** Faults that spoil a successful answer's bytes. */
export const SPOILING: ReadonlyArray<RequestFault> = [
  'truncated-body',
  'malformed-json',
  'wrong-content-type',
];

/** Faults that need an answer with a next page. */
export const WITH_NEXT_PAGE: ReadonlyArray<RequestFault> = [
  'foreign-next-link',
  'looping-next-link',
  'version-moves',
];

const RETRY_AFTER_SECONDS = 5;
/** Another origin; the .invalid domain never resolves (RFC 2606). */
const FOREIGN_ORIGIN = 'https://graph.microsoft.com.attacker.invalid';

/** The refusal that a fault stands for; undefined for faults of the connection. */
export function refusalOf({ name, options }: Fault, now: number): GraphError | undefined {
  switch (name) {
    case 'throttled':
      return throttled(options.retryAfter ?? String(RETRY_AFTER_SECONDS));
    case 'throttled-fraction':
      return throttled(options.retryAfter ?? '2.128');
    case 'throttled-list':
      return throttled(options.retryAfter ?? '60,120');
    case 'throttled-date':
      return throttled(options.retryAfter ?? new Date(now + RETRY_AFTER_SECONDS * 1000).toUTCString());
    case 'throttled-malformed':
      return throttled(options.retryAfter ?? 'soon');
    case 'throttled-silently':
      return throttled(undefined);
    case 'not-found':
      return new GraphError(404, 'NotFound', '');
    case 'server-error':
      return new GraphError(500, 'InternalServerError', 'An internal server error occurred.');
    case 'unavailable':
      return new GraphError(503, 'ServiceUnavailable', 'The service is temporarily unavailable.', {
        'Retry-After': options.retryAfter ?? String(RETRY_AFTER_SECONDS),
      });
    case 'gateway-timeout':
      return new GraphError(504, 'GatewayTimeout', 'The upstream service timed out.');
    case 'unauthorized':
      return new GraphError(
        401,
        'InvalidAuthenticationToken',
        'Access token has expired or is not yet valid.',
      );
    case 'renewal-not-found':
      return new GraphError(404, 'ResourceNotFound', 'The object was not found.');
    default:
      return undefined;
  }
}

/** 429 as Graph writes it; `retryAfter` is the header. */
export function throttled(retryAfter: string | undefined): GraphError {
  const headers = retryAfter === undefined ? {} : { 'Retry-After': retryAfter };
  return new GraphError(429, 'TooManyRequests', 'Please retry after', headers);
}

/** The role CallRecords.Read.All is missing, or not yet in the token. */
export function forbidden(): GraphError {
  return new GraphError(403, 'Forbidden', '');
}

const HTML = '<html><head><title>Sorry</title></head><body><h1>Something went wrong</h1></body></html>';

/** A response for the faults that are no refusal of Graph's own making. */
export function brokenResponse(fault: Fault, response: GraphResponse): GraphResponse {
  switch (fault.name) {
    case 'hang':
      return { ...response, connection: 'hang' };
    case 'connection-reset':
      return { ...response, connection: 'reset' };
    case 'truncated-body':
      return { ...response, connection: 'truncate' };
    case 'malformed-json':
      return { ...response, body: response.body.slice(0, Math.floor(response.body.length / 2)) };
    case 'wrong-content-type':
      return { ...response, headers: { ...response.headers, 'Content-Type': 'text/html' }, body: HTML };
    case 'bad-gateway':
      return {
        ...response,
        status: 502,
        headers: { ...response.headers, 'Content-Type': 'text/html' },
        body: HTML,
      };
    default:
      return response;
  }
}

const NEXT_LINK = /^(?:\w+@|@)odata\.nextLink$/;

/** The link to the next page, under whichever of its names. */
export function nextLinkOf({ body }: Answer): string | undefined {
  const link = Object.entries(body ?? {}).find(([name]) => NEXT_LINK.test(name))?.[1];
  return typeof link === 'string' ? link : undefined;
}

/** The answer with its link to the next page bent by a fault; `url` is the request's own. */
export function withBentLink(answer: Answer, fault: Fault, url: string): Answer {
  const bend = (link: string): string => {
    if (fault.name === 'looping-next-link') return url;
    return fault.name === 'foreign-next-link' ? link.replace(new URL(link).origin, FOREIGN_ORIGIN) : link;
  };
  const entries = Object.entries(answer.body ?? {});
  const bent = entries.map(
    ([name, value]) => [name, NEXT_LINK.test(name) ? bend(String(value)) : value] as const,
  );
  return { ...answer, body: Object.fromEntries(bent) };
}
