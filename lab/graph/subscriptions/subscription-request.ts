/** What POST and PATCH of a subscription may say; the refusals are those of the documentation or observed ones. */

import * as z from 'zod';
import { badRequest, GraphError } from '../answers/operation-result.ts';
import type { Subscription } from './subscription.ts';

/** The maximum for callRecord: 4,230 minutes. */
const MAXIMUM_MINUTES = 4230;
/** "Any value under 45 minutes after the time of the request is automatically set to 45 minutes." */
const MINIMUM_MINUTES = 45;
const MAXIMUM_CLIENT_STATE_CHARACTERS = 128;
const MINUTE = 60_000;

export type SubscriptionRequest = Omit<Subscription, 'id' | 'applicationId' | 'creatorId' | 'createdAt'>;

export interface RenewalRequest {
  readonly expiresAt: number | undefined;
  readonly notificationUrl: string | undefined;
}

/** @throws GraphError 400 */
export function subscriptionRequest(body: string | undefined, now: number): SubscriptionRequest {
  const members = jsonObject(body);
  const resource = required(members, 'resource');
  const expiresAt = expiration(required(members, 'expirationDateTime'), now);
  const lifecycleNotificationUrl = text(members, 'lifecycleNotificationUrl') ?? null;
  if (lifecycleNotificationUrl !== null) checkUrl(lifecycleNotificationUrl, 'lifecycleNotificationUrl');
  else if (expiresAt - now > 60 * MINUTE) {
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
    changeType: changeTypes(required(members, 'changeType')),
    resource,
    notificationUrl: checkUrl(required(members, 'notificationUrl'), 'notificationUrl'),
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

const JsonObject = z.record(z.string(), z.unknown());

function jsonObject(body = ''): Readonly<Record<string, unknown>> {
  try {
    return JsonObject.parse(JSON.parse(body));
  } catch {
    throw badRequest('Unable to read JSON request payload.');
  }
}

function text(members: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = members[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(`'${name}' must be a string.`);
  return value;
}

function required(members: Readonly<Record<string, unknown>>, name: string): string {
  const value = text(members, name);
  if (value === undefined) throw invalid(`'${name}' is a required property.`);
  return value;
}

function invalid(message: string): GraphError {
  return new GraphError(400, 'InvalidRequest', message);
}
