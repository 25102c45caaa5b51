/** The faults of the simulated Graph by name: this table is their documentation. */

/** What a fault disturbs: an answer to a request, a notification on its way out, or the tenant itself, at once. */
export type FaultPlace = 'request' | 'notification' | 'tenant';

/** Which requests a request fault meets unless told otherwise. */
export type FaultTarget = 'callRecords' | 'subscriptions' | 'renewals' | 'any';

interface FaultDeclaration {
  readonly place: FaultPlace;
  readonly target?: FaultTarget;
  readonly meaning: string;
}

export const FAULTS = {
  throttled: {
    place: 'request',
    target: 'callRecords',
    meaning: '429 with Retry-After in whole seconds (5)',
  },
  'throttled-fraction': { place: 'request', target: 'callRecords', meaning: '429 with Retry-After: 2.128' },
  'throttled-list': { place: 'request', target: 'callRecords', meaning: '429 with Retry-After: 60,120' },
  'throttled-date': {
    place: 'request',
    target: 'callRecords',
    meaning: '429 with Retry-After as an HTTP date, 5 seconds ahead',
  },
  'throttled-malformed': { place: 'request', target: 'callRecords', meaning: '429 with Retry-After: soon' },
  'throttled-silently': { place: 'request', target: 'callRecords', meaning: '429 without Retry-After' },
  'not-found': { place: 'request', target: 'callRecords', meaning: '404 although the record is there' },
  'server-error': { place: 'request', target: 'callRecords', meaning: '500' },
  'bad-gateway': { place: 'request', target: 'callRecords', meaning: '502 with an HTML body' },
  unavailable: { place: 'request', target: 'callRecords', meaning: '503 with Retry-After: 5' },
  'gateway-timeout': { place: 'request', target: 'callRecords', meaning: '504' },
  unauthorized: { place: 'request', target: 'any', meaning: '401: the token is not accepted' },
  forbidden: {
    place: 'request',
    target: 'any',
    meaning: '403: the role is missing; on POST /subscriptions after a successful validation',
  },
  hang: { place: 'request', target: 'callRecords', meaning: 'no answer at all: the connection stays open' },
  'connection-reset': {
    place: 'request',
    target: 'callRecords',
    meaning: 'the connection is cut before an answer',
  },
  'truncated-body': {
    place: 'request',
    target: 'callRecords',
    meaning: 'the connection is cut half-way through the body',
  },
  'malformed-json': { place: 'request', target: 'callRecords', meaning: '200 with a body that is not JSON' },
  'wrong-content-type': { place: 'request', target: 'callRecords', meaning: '200 with an HTML page' },
  'version-moves': {
    place: 'request',
    target: 'callRecords',
    meaning: 'a new version is published after a page that has a next one',
  },
  'foreign-next-link': {
    place: 'request',
    target: 'callRecords',
    meaning: 'a nextLink points to another origin, which would see the token',
  },
  'looping-next-link': {
    place: 'request',
    target: 'callRecords',
    meaning: 'a nextLink points to the page it stands on',
  },
  'renewal-not-found': {
    place: 'request',
    target: 'renewals',
    meaning: '404 on PATCH of a subscription that lives',
  },
  'notification-dropped': { place: 'notification', meaning: 'a notification is never sent' },
  'notification-duplicated': { place: 'notification', meaning: 'a notification is sent twice' },
  'notification-reordered': { place: 'notification', meaning: 'a notification is overtaken by later ones' },
  'notification-delayed': { place: 'notification', meaning: 'a notification comes 10 minutes late' },
  'notification-forged': {
    place: 'tenant',
    meaning: 'somebody else posts a notification with a wrong or missing clientState to the webhook',
  },
  'subscription-removed': {
    place: 'tenant',
    meaning: 'all subscriptions are deleted by somebody else, silently',
  },
  'lifecycle-reauthorization-required': {
    place: 'tenant',
    meaning: 'reauthorizationRequired; notifications pause until the subscription is renewed',
  },
  'lifecycle-subscription-removed': {
    place: 'tenant',
    meaning: 'all subscriptions are deleted and subscriptionRemoved is sent',
  },
  'lifecycle-missed': { place: 'tenant', meaning: 'missed is sent' },
} as const satisfies Readonly<Record<string, FaultDeclaration>>;

export type FaultName = keyof typeof FAULTS;

export type RequestFault = {
  [Name in FaultName]: (typeof FAULTS)[Name]['place'] extends 'request' ? Name : never;
}[FaultName];
export type NotificationFault = {
  [Name in FaultName]: (typeof FAULTS)[Name]['place'] extends 'notification' ? Name : never;
}[FaultName];
export type TenantFault = {
  [Name in FaultName]: (typeof FAULTS)[Name]['place'] extends 'tenant' ? Name : never;
}[FaultName];

export const FAULT_NAMES = Object.keys(FAULTS) as ReadonlyArray<FaultName>;

export function isFaultName(name: string): name is FaultName {
  return (FAULT_NAMES as ReadonlyArray<string>).includes(name);
}
