/** The faults of the simulated Graph by name: these tables are their documentation. */

import type { Operation } from './operation.ts';

/** Which requests a fault meets. */
export type FaultTarget =
  | 'callRecords'
  | 'lists'
  | 'subscriptions'
  | 'subscriptionList'
  | 'creations'
  | 'renewals'
  | 'any';

/** They disturb the answer to a request. */
const REQUEST_FAULTS = {
  throttled: '429 with Retry-After in whole seconds (5)',
  'throttled-fraction': '429 with Retry-After: 2.128',
  'throttled-list': '429 with Retry-After: 60,120',
  'throttled-date': '429 with Retry-After as an HTTP date, 5 seconds ahead',
  'throttled-malformed': '429 with Retry-After: soon',
  'throttled-silently': '429 without Retry-After',
  'bad-request': '400 although the request is as documented',
  'not-found': '404 although the record is there',
  'server-error': '500',
  'bad-gateway': '502 with an HTML body',
  unavailable: '503 with Retry-After: 5',
  'gateway-timeout': '504',
  unauthorized: '401: the token is not accepted',
  forbidden: '403: the role is missing; on POST /subscriptions after a successful validation',
  hang: 'no answer at all: the connection stays open',
  'connection-reset': 'the connection is cut before an answer',
  'truncated-body': 'the connection is cut half-way through the body',
  'malformed-json': '200 with a body that is not JSON',
  'wrong-content-type': '200 with an HTML page',
  'error-in-success': '200 with an error object in the place of what was asked for',
  'empty-list': '200 with a page of the list on which no call is left',
  'half-list': '200 with a page of the list that lacks every second call',
  'byte-order-mark': 'the body begins with a byte order mark',
  'stale-version': 'a record is shown in the version before the newest; the list shows the newest',
  'version-moves': 'a new version is published after a page that has a next one',
  'lost-expansion': 'a nextLink to further sessions no longer asks for their segments',
  'foreign-next-link': 'a nextLink points to another origin, which would see the token',
  'looping-next-link': 'a nextLink points to the page it stands on',
  'subscription-conflict': '409 on POST /subscriptions: it names one that the app cannot see',
  'subscription-quota': '403 on POST /subscriptions: there are as many as Graph allows',
  'renewal-not-found': '404 on PATCH of a subscription that lives',
} as const;

/** They disturb a notification on its way out. */
const NOTIFICATION_FAULTS = {
  'notification-dropped': 'a notification is never sent',
  'notification-duplicated': 'a notification is sent twice',
  'notification-reordered': 'a notification is overtaken by later ones',
  'notification-delayed': 'a notification comes 10 minutes late',
} as const;

/** They strike the tenant itself, at once. */
const TENANT_FAULTS = {
  'notification-forged': 'a notification with a wrong or missing clientState, which Graph did not send',
  'subscription-removed': 'all subscriptions are deleted by another client, and no notification says so',
  'lifecycle-reauthorization-required':
    'reauthorizationRequired; notifications pause until the subscription is renewed',
  'lifecycle-subscription-removed': 'all subscriptions are deleted, and subscriptionRemoved is sent',
  'lifecycle-missed': 'the lifecycle notification missed is sent',
} as const;

export type RequestFault = keyof typeof REQUEST_FAULTS;
export type NotificationFault = keyof typeof NOTIFICATION_FAULTS;
export type TenantFault = keyof typeof TENANT_FAULTS;
export type FaultName = RequestFault | NotificationFault | TenantFault;

/** What a request fault meets unless told otherwise. */
export function targetOf(name: RequestFault): FaultTarget {
  if (name === 'renewal-not-found') return 'renewals';
  if (name === 'empty-list' || name === 'half-list') return 'lists';
  if (name === 'subscription-quota' || name === 'subscription-conflict') return 'creations';
  return name === 'unauthorized' || name === 'forbidden' ? 'any' : 'callRecords';
}

export const FAULT_NAMES = Object.keys({
  ...REQUEST_FAULTS,
  ...NOTIFICATION_FAULTS,
  ...TENANT_FAULTS,
}) as ReadonlyArray<FaultName>;

export function isTenantFault(name: FaultName): name is TenantFault {
  return Object.hasOwn(TENANT_FAULTS, name);
}

export interface FaultOptions {
  /** How often it strikes: 1, or without end when `until` is given. */
  readonly count?: number;
  /** The time in which it strikes: from the first moment, up to and without the last. */
  readonly from?: Date;
  readonly until?: Date;
  /** Other requests than those that it meets by itself. */
  readonly target?: FaultTarget;
  /** Only requests or notifications about this call. */
  readonly callId?: string;
  /** Only requests for which this holds. */
  readonly when?: (request: DisturbableRequest) => boolean;
  /** The Retry-After header of a throttled or unavailable answer, instead of the table's. */
  readonly retryAfter?: string | undefined;
}

export interface DisturbableRequest {
  readonly method: string;
  readonly operation: Operation;
  readonly url: string;
}
