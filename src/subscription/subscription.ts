/** What our subscription should be, and what to do about the ones that Graph has. */

import type { DateTime } from '../language/date-time.ts';
import { HOUR_MS, MINUTE_MS } from '../language/milliseconds.ts';
import type { GraphSubscription } from '../ports/graph.ts';
import { clientStateHash, createClientStates } from './client-state.ts';

/**
 * `updated` alone: it includes the first notification of a record and each later version.
 * https://learn.microsoft.com/graph/changenotifications-for-callrecords
 */
export const CHANGE_TYPE = 'updated';
export const RESOURCE = 'communications/callRecords';

/** Half an hour under Graph's maximum of 4,230 minutes, for clocks that differ. */
export const LIFETIME_MS = 4_200 * MINUTE_MS;

const RENEW_EVERY_MS = 6 * HOUR_MS;
const RENEW_WHEN_LEFT_MS = 48 * HOUR_MS;
/** Graph asks not to renew and re-authorise within ten minutes of each other. */
const RENEW_AT_MOST_EVERY_MS = 10 * MINUTE_MS;

/** What of a subscription in Graph decides whether it can serve us. */
export type ExistingSubscription = Omit<GraphSubscription, 'applicationId'>;

/** What we know of it from our own row. */
export interface RememberedSubscription {
  readonly ClientStateHash?: string | undefined;
  readonly NotificationUrl?: string | undefined;
  readonly TakeOverAt?: DateTime | undefined;
  readonly RenewedAt?: DateTime | undefined;
  readonly ReauthorizationRequiredAt?: DateTime | undefined;
}

export interface DesiredSubscription {
  readonly notificationUrl: string;
  readonly lifecycleNotificationUrl: string;
  readonly clientStateHash: string;
  /** Of the secret before, whose notifications are accepted as well. */
  readonly previousClientStateHash: string | undefined;
}

export function desiredSubscription(settings: {
  readonly notificationUrl: string;
  readonly lifecycleNotificationUrl: string;
  readonly clientState: string;
  readonly previousClientState: string | undefined;
}): DesiredSubscription {
  const { notificationUrl, lifecycleNotificationUrl, clientState, previousClientState } = settings;
  const { current, previous } = createClientStates(clientState, previousClientState);
  return {
    notificationUrl,
    lifecycleNotificationUrl,
    clientStateHash: clientStateHash(current),
    previousClientStateHash: previous && clientStateHash(previous),
  };
}

/** Whether a subscription is for call records and of our change type: Graph writes the resource in several ways. */
export function isForCallRecords({ resource, changeType }: ExistingSubscription): boolean {
  const normalised = resource.replace(/^\//, '').toLowerCase();
  return normalised === RESOURCE.toLowerCase() && changeType === CHANGE_TYPE;
}

/**
 * Whether this deployment made the subscription, uses or has used its address, or is to take its place. Any other one
 * belongs to another deployment with the same app registration, and is left alone.
 */
export function isOwn(
  { id, notificationUrl }: ExistingSubscription,
  remembered: ReadonlyMap<string, RememberedSubscription>,
  desired: DesiredSubscription,
): boolean {
  const isMade = (row: RememberedSubscription | undefined) => row?.ClientStateHash !== undefined;
  const row = remembered.get(id);
  if (isMade(row) || row?.TakeOverAt !== undefined) return true;
  const used = [...remembered.values()].filter(isMade).map(({ NotificationUrl }) => NotificationUrl ?? '');
  return [desired.notificationUrl, ...used].some((address) => isSameUrl(address, notificationUrl));
}

/**
 * Whether a renewal is enough to make the subscription right. The secret and the lifecycle URL cannot be changed;
 * one created with the previous secret is replaced while that secret is still accepted.
 */
export function canBeKept(
  existing: ExistingSubscription,
  remembered: RememberedSubscription | undefined,
  desired: DesiredSubscription,
): boolean {
  return (
    remembered?.ClientStateHash === desired.clientStateHash &&
    // Absent says nothing: Graph does not promise to give it back.
    (existing.lifecycleNotificationUrl === undefined ||
      isSameUrl(existing.lifecycleNotificationUrl, desired.lifecycleNotificationUrl))
  );
}

/** Whether what the subscription delivers is accepted: its secret is the current or the previous one. */
export function serves(
  remembered: RememberedSubscription | undefined,
  desired: DesiredSubscription,
): boolean {
  const hash = remembered?.ClientStateHash;
  return hash !== undefined && (hash === desired.clientStateHash || hash === desired.previousClientStateHash);
}

/** Why a subscription is to be renewed now, or undefined when it need not be. */
export function renewalReason(
  existing: ExistingSubscription,
  remembered: RememberedSubscription | undefined,
  desired: DesiredSubscription,
  now: Date,
): 'webhookMoved' | 'reauthorizationRequired' | 'expiresSoon' | 'routine' | undefined {
  if (!isSameUrl(existing.notificationUrl, desired.notificationUrl)) return 'webhookMoved';
  const renewedAt = remembered?.RenewedAt;
  const sinceRenewal = renewedAt === undefined ? Infinity : now.getTime() - new Date(renewedAt).getTime();
  if (sinceRenewal < RENEW_AT_MOST_EVERY_MS) return undefined;
  const asked = remembered?.ReauthorizationRequiredAt;
  if (asked !== undefined && (renewedAt === undefined || asked >= renewedAt))
    return 'reauthorizationRequired';
  if (existing.expirationDateTime.getTime() - now.getTime() < RENEW_WHEN_LEFT_MS) return 'expiresSoon';
  return sinceRenewal >= RENEW_EVERY_MS ? 'routine' : undefined;
}

/** Whether two spellings name one place: Graph may give a URL back in another case or with its default port. */
function isSameUrl(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).href === new URL(b).href;
}
