/** A subscription to call records. */

import type { SubscriptionRequest } from './subscription-request.ts';

export interface Subscription extends SubscriptionRequest {
  readonly id: string;
  readonly applicationId: string;
  readonly creatorId: string;
  readonly createdAt: number;
}

/** The resource without what may differ between equal subscriptions: the leading slash and the case. */
export function sameResource(resource: string): string {
  return resource.replace(/^\//, '').toLowerCase();
}

/** The wire form. clientState is never returned. */
export function subscriptionDocument(subscription: Subscription): object {
  return {
    id: subscription.id,
    resource: subscription.resource,
    applicationId: subscription.applicationId,
    changeType: subscription.changeType,
    clientState: null,
    notificationUrl: subscription.notificationUrl,
    notificationQueryOptions: null,
    lifecycleNotificationUrl: subscription.lifecycleNotificationUrl,
    expirationDateTime: new Date(subscription.expiresAt).toISOString(),
    creatorId: subscription.creatorId,
    includeResourceData: null,
    latestSupportedTlsVersion: subscription.latestSupportedTlsVersion,
    encryptionCertificate: null,
    encryptionCertificateId: null,
    notificationUrlAppId: null,
  };
}

/** The changes of a call that a subscription is told of, one notification each. */
export function changesToTell(
  subscription: Subscription,
  firstSeen: boolean,
): ReadonlyArray<'created' | 'updated'> {
  const types = subscription.changeType.toLowerCase().split(',');
  const changes: Array<'created' | 'updated'> = [];
  // "created": a single notification when a record is first seen on the subscription.
  if (firstSeen && types.includes('created')) changes.push('created');
  // "updated" includes the first sighting, which the documentation's sample calls "created".
  if (types.includes('updated')) changes.push(firstSeen && changes.length === 0 ? 'created' : 'updated');
  return changes;
}
