/** What POST and PATCH of a subscription may say; the refusals are those of the documentation or observed ones. */

import { GraphError } from '../answers/response.ts';

/** The maximum for callRecord: 4,230 minutes. */
export const MAXIMUM_MINUTES = 4230;
/** "Any value under 45 minutes after the time of the request is automatically set to 45 minutes." */
export const MINIMUM_MINUTES = 45;
const MAXIMUM_CLIENT_STATE_CHARACTERS = 128;
const MINUTE = 60_000;

export interface SubscriptionRequest {
  readonly changeType: string;
  readonly resource: string;
  readonly notificationUrl: string;
  readonly lifecycleNotificationUrl: string | null;
  readonly clientState: string | null;
  readonly latestSupportedTlsVersion: string;
  readonly expiresAt: number;
  readonly participantIds: ReadonlyArray<string> | undefined;
}

export interface RenewalRequest {
  readonly expiresAt: number | undefined;
  readonly notificationUrl: string | undefined;
}

/** @throws GraphError 400 */
export function subscriptionRequest(body: string | undefined, now: number): SubscriptionRequest {
  const members = jsonObject(body);
  const resource = text(members, 'resource') ?? missing('resource');
  const expiresAt = expiration(text(members, 'expirationDateTime') ?? missing('expirationDateTime'), now);
  const lifecycleNotificationUrl = text(members, 'lifecycleNotificationUrl') ?? null;
  if (lifecycleNotificationUrl !== null) checkUrl(lifecycleNotificationUrl, 'lifecycleNotificationUrl');
  if (lifecycleNotificationUrl === null && expiresAt - now > 60 * MINUTE) {
    throw invalid(
      "'lifecycleNotificationUrl' is a required property for subscription creation on this resource when the 'expirationDateTime' value is set to greater than 1 hour.",
    );
  }
  const clientState = text(members, 'clientState') ?? null;
  if (clientState !== null && clientState.length > MAXIMUM_CLIENT_STATE_CHARACTERS) {
    throw invalid(
      `ClientState is too long. The maximum length is ${MAXIMUM_CLIENT_STATE_CHARACTERS} characters.`,
    );
  }
  if (members.includeResourceData === true)
    throw invalid('Resource data is not supported for this resource.');
  return {
    changeType: changeTypes(text(members, 'changeType') ?? missing('changeType')),
    resource,
    notificationUrl: checkUrl(
      text(members, 'notificationUrl') ?? missing('notificationUrl'),
      'notificationUrl',
    ),
    lifecycleNotificationUrl,
    clientState,
    latestSupportedTlsVersion: tlsVersion(text(members, 'latestSupportedTlsVersion')),
    expiresAt,
    participantIds: participants(resource),
  };
}

/** @throws GraphError 400; only expirationDateTime and notificationUrl can be changed, and one of them must be. */
export function renewalRequest(body: string | undefined, now: number): RenewalRequest {
  const members = jsonObject(body);
  const stranger = Object.keys(members).find(
    (name) => name !== 'expirationDateTime' && name !== 'notificationUrl' && !name.startsWith('@'),
  );
  if (stranger !== undefined) throw invalid(`Property '${stranger}' cannot be updated.`);
  const expires = text(members, 'expirationDateTime');
  const notificationUrl = text(members, 'notificationUrl');
  if (expires === undefined && notificationUrl === undefined) {
    throw invalid("Either 'expirationDateTime' or 'notificationUrl' must be given.");
  }
  if (notificationUrl !== undefined) checkUrl(notificationUrl, 'notificationUrl');
  return { expiresAt: expires === undefined ? undefined : expiration(expires, now), notificationUrl };
}

function expiration(dateTime: string, now: number): number {
  const expiresAt = Date.parse(dateTime);
  if (Number.isNaN(expiresAt)) throw invalid(`'${dateTime}' is not a date-time.`);
  if (expiresAt <= now) throw invalid('Subscription expiration must be in the future.');
  if (expiresAt > now + MAXIMUM_MINUTES * MINUTE) {
    throw new GraphError(
      400,
      'ExtensionError',
      `Subscription expiration can only be ${MAXIMUM_MINUTES} minutes in the future.`,
    );
  }
  return Math.max(expiresAt, now + MINIMUM_MINUTES * MINUTE);
}

function changeTypes(changeType: string): string {
  const known = changeType
    .split(',')
    .every((part) => ['created', 'updated'].includes(part.trim().toLowerCase()));
  if (!known) throw invalid(`Unsupported change type '${changeType}' for this resource.`);
  return changeType.replaceAll(' ', '');
}

const RESOURCE = /^\/?communications\/callrecords(?:\/?\?\$filter=participants\/any\((.+)\))?$/i;

/** `communications/callRecords`, with or without a leading slash and a $filter on participants. */
function participants(resource: string): ReadonlyArray<string> | undefined {
  const parts = RESOURCE.exec(resource);
  if (parts === null) throw new GraphError(400, 'ExtensionError', `Resource '${resource}' is not supported.`);
  if (parts[1] === undefined) return undefined;
  return [...parts[1].matchAll(/'([^']*)'/g)].map(([, id]) => id ?? '');
}

/** Real Graph demands https. This one also calls http on loopback addresses, so that a webhook needs no certificate. */
function checkUrl(address: string, property: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const loopback = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback)) return address;
  throw invalid(`'${property}' must be an absolute https address.`);
}

function tlsVersion(version: string | undefined): string {
  if (version === undefined) return 'v1_2';
  if (/^v1_[0-3]$/.test(version)) return version;
  throw invalid(`'latestSupportedTlsVersion' must be one of v1_0, v1_1, v1_2, v1_3.`);
}

function jsonObject(body: string | undefined): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body ?? '');
  } catch {
    throw new GraphError(400, 'BadRequest', 'Unable to read JSON request payload.');
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  throw new GraphError(400, 'BadRequest', 'Unable to read JSON request payload.');
}

function text(members: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = members[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(`'${name}' must be a string.`);
  return value;
}

function missing(property: string): never {
  throw invalid(`'${property}' is a required property.`);
}

function invalid(message: string): GraphError {
  return new GraphError(400, 'InvalidRequest', message);
}
