/** The payload of change notifications and lifecycle notifications, in the wire's order of properties. */

import type { Random } from '../../random.ts';
import type { Subscription } from '../subscriptions/subscription.ts';

export type LifecycleEvent = 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed';

/** The samples end in `+00:00` where other date-times of Graph end in `Z`. */
function expirationDateTime({ expiresAt }: Subscription): string {
  return new Date(expiresAt).toISOString().replace('Z', '+00:00');
}

/** One element of `value`. It carries no id, no etag and no version. */
export function changeNotification(
  random: Random,
  subscription: Subscription,
  tenantId: string,
  change: { readonly callId: string; readonly changeType: 'created' | 'updated' },
): object {
  const { callId, changeType } = change;
  const resource = `communications/callRecords/${callId}`;
  return {
    subscriptionId: subscription.id,
    ...(subscription.clientState === null ? {} : { clientState: subscription.clientState }),
    changeType,
    resource: random.chance(0.2) ? `/${resource}` : resource,
    subscriptionExpirationDateTime: expirationDateTime(subscription),
    resourceData: {
      // The case differs between the documentation's pages.
      '@odata.type': random.chance(0.2) ? '#microsoft.graph.callrecord' : '#Microsoft.Graph.callRecord',
      '@odata.id': resource,
      id: callId,
    },
    tenantId,
  };
}

/** It has no changeType and no resource, although the schema calls both non-null. */
export function lifecycleNotification(
  subscription: Subscription,
  tenantId: string,
  lifecycleEvent: LifecycleEvent,
): object {
  return {
    subscriptionId: subscription.id,
    subscriptionExpirationDateTime: expirationDateTime(subscription),
    tenantId,
    ...(subscription.clientState === null ? {} : { clientState: subscription.clientState }),
    lifecycleEvent,
  };
}
