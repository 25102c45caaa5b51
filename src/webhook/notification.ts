/** What one element of a Graph changeNotificationCollection says, once it is known to come from Graph. */

import * as z from 'zod/mini';
import {
  type CallId,
  parseCallId,
  parseGuid,
  parseTenantId,
  type TenantId,
} from '../language/identifiers.ts';
import { isJsonObject, type JsonObject } from '../language/json.ts';
import { type ClientStates, digestClientState, isOurClientState } from '../subscription/client-state.ts';
import { type LifecycleEvent, lifecycleEvents } from '../subscription/subscription-events.ts';

/**
 * No collection of Graph's has more: an element with all its ids takes over 250 bytes, and the webhook takes a
 * mebibyte. Half a million empty elements, which fit as well, would cost a second of an instance's only thread.
 */
const MOST_ELEMENTS = 5_000;

/** The envelope is all that can refuse a whole request; each element is judged on its own. */
export const NotificationCollection = z.object({
  value: z.custom<ReadonlyArray<unknown>>((value) => Array.isArray(value) && value.length <= MOST_ELEMENTS),
});

export type Notification =
  /** A call record appeared or changed. */
  | { readonly kind: 'change'; readonly callId: CallId }
  /** Something happened to the subscription itself. */
  | { readonly kind: 'lifecycle'; readonly subscriptionId: string; readonly event: LifecycleEvent }
  /** Graph sent it, but it cannot be acted on. `content` is the element without its clientState. */
  | { readonly kind: 'unreadable'; readonly reason: string; readonly content: JsonObject }
  /**
   * Not from Graph, or from a subscription whose secret is not among our settings. Nothing of it may be kept; the digest
   * of its clientState is there to be compared.
   */
  | {
      readonly kind: 'forged';
      readonly subscriptionId: string | undefined;
      readonly clientState: Uint8Array | undefined;
    };

/** Judges one element by its clientState first: nothing else of a forged one is read but the subscription's id. */
export function readNotification(
  element: unknown,
  ours: { readonly tenantId: TenantId; readonly clientStates: ClientStates },
): Notification {
  const notification = isJsonObject(element) ? element : {};
  const subscriptionId = parseGuid(notification.subscriptionId);
  const clientState = digestClientState(notification.clientState);
  if (!isOurClientState(clientState, ours.clientStates)) {
    return { kind: 'forged', subscriptionId, clientState };
  }
  const { clientState: _secret, ...content } = notification;
  const unreadable = (reason: string): Notification => ({ kind: 'unreadable', reason, content });

  if (!isAbsent(content.tenantId) && parseTenantId(content.tenantId) !== ours.tenantId) {
    return unreadable('tenantId is not this tenant');
  }
  if (!isAbsent(content.lifecycleEvent)) {
    const event = lifecycleEvents.find((known) => known === content.lifecycleEvent);
    if (event === undefined) return unreadable('lifecycleEvent is not one that is documented');
    if (subscriptionId === undefined) return unreadable('subscriptionId is not a GUID');
    return { kind: 'lifecycle', subscriptionId, event };
  }
  return readChange(content, unreadable);
}

/** `communications/callRecords/{id}`, with or without leading slash, or with the id as an OData key. */
const RESOURCE = /^\/?communications\/callrecords(?:\/([^/]+)|\('([^']+)'\))$/i;

/** Compared without case: Graph itself sends `#Microsoft.Graph.callRecord` and `#microsoft.graph.callrecord`. */
const CALL_RECORD_TYPE = '#microsoft.graph.callrecord';

function readChange(content: JsonObject, unreadable: (reason: string) => Notification): Notification {
  const resource = typeof content.resource === 'string' ? RESOURCE.exec(content.resource) : null;
  if (resource === null) return unreadable('resource is not a call record');
  const data = isJsonObject(content.resourceData) ? content.resourceData : {};
  const type = data['@odata.type'];
  if (!isAbsent(type) && (typeof type !== 'string' || type.toLowerCase() !== CALL_RECORD_TYPE)) {
    return unreadable('resourceData is not a call record');
  }
  const callId = parseCallId(resource[1] ?? resource[2]);
  if (callId === undefined) return unreadable('the call id is not a GUID');
  if (!isAbsent(data.id) && parseCallId(data.id) !== callId) {
    return unreadable('resource and resourceData name different calls');
  }
  return { kind: 'change', callId };
}

/** An empty text says as little: Graph sends `"tenantId": ""` to some. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
