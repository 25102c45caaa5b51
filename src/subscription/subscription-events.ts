/** What the webhook learns about a subscription, noted on its row for `maintain` and for health. */

import { type DateTime, parseDateTime, toDate, toDateTime } from '../language/date-time.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import type { Store } from '../rows/store.ts';
import type { SubscriptionValues } from '../tables/declarations/subscriptions.ts';
import { isRememberedClientState } from './client-state.ts';

/** https://learn.microsoft.com/graph/change-notifications-lifecycle-events */
export const lifecycleEvents = ['reauthorizationRequired', 'subscriptionRemoved', 'missed'] as const;
export type LifecycleEvent = (typeof lifecycleEvents)[number];

export interface SubscriptionEvents {
  /** Resolves once the event is on the subscription's row. */
  noteLifecycleEvent(
    event: { readonly subscriptionId: string; readonly event: LifecycleEvent },
    receivedAt: Date,
  ): Promise<void>;
  /**
   * What a clientState that is not among our settings means, and a note for health if an operator has to know of it.
   * Only subscriptions that we know are looked at: an unknown id comes from a prober, who could otherwise make us write
   * at will.
   */
  classifyMismatch(mismatch: Mismatch, receivedAt: Date): Promise<MismatchKind>;
}

/** A notification whose clientState is neither the current nor the previous secret. */
export interface Mismatch {
  readonly subscriptionId: string;
  /** The digest of what it carried; undefined when it carried none. */
  readonly clientState: Uint8Array | undefined;
}

/**
 * `rotation`: it carries the very secret with which this program created the subscription, so Graph sent it, and it is
 * our settings that are not (or no longer) those of the others. `forged`: anything else.
 */
export type MismatchKind = 'forged' | 'rotation';

/** How long the list of our subscriptions may be out of date: a new one is told from a prober's within this time. */
const KNOWN_FOR_MS = 10_000;
/** How often one subscription's mismatch is written. */
const NOTED_EVERY_MS = MINUTE_MS;
/**
 * After a new subscription instances may still run with the settings before; only when that lasts, health has to say so.
 */
const SETTINGS_SPREAD_WITHIN_MS = 15 * MINUTE_MS;

const columnOf = {
  reauthorizationRequired: 'ReauthorizationRequiredAt',
  subscriptionRemoved: 'SubscriptionRemovedAt',
  missed: 'MissedAt',
} as const satisfies Record<LifecycleEvent, keyof SubscriptionValues>;

export function createSubscriptionEvents({ subscriptions, clock }: Store): SubscriptionEvents {
  let known: { readonly rows: Promise<KnownSubscriptions>; readonly readAt: number } | undefined;
  const noted = new Map<string, number>();

  async function readKnown(): Promise<KnownSubscriptions> {
    const rows = new Map<string, KnownSubscription>();
    for await (const page of subscriptions.query({ select: ['ClientStateHash', 'CreatedAt'] })) {
      for (const { rowKey, cells } of page) {
        const createdAt = parseDateTime(cells.CreatedAt?.value);
        rows.set(rowKey, { hash: String(cells.ClientStateHash?.value ?? ''), createdAt });
      }
    }
    return rows;
  }

  async function find(subscriptionId: string): Promise<KnownSubscription | undefined> {
    const now = clock.now().getTime();
    // One reading serves all who ask meanwhile, the failed one too: forged notifications must not multiply requests.
    if (known === undefined || Math.abs(now - known.readAt) >= KNOWN_FOR_MS)
      known = { rows: readKnown(), readAt: now };
    return (await known.rows).get(subscriptionId);
  }

  async function note(subscriptionId: string, receivedAt: Date): Promise<void> {
    const lastNoted = noted.get(subscriptionId);
    if (lastNoted !== undefined && Math.abs(receivedAt.getTime() - lastNoted) < NOTED_EVERY_MS) return;
    await subscriptions.merge(subscriptionId, { ClientStateMismatchAt: toDateTime(receivedAt) });
    noted.set(subscriptionId, receivedAt.getTime());
  }

  return {
    async noteLifecycleEvent({ subscriptionId, event }, receivedAt) {
      await subscriptions.merge(subscriptionId, { [columnOf[event]]: toDateTime(receivedAt) });
    },

    async classifyMismatch({ subscriptionId, clientState }, receivedAt) {
      const subscription = await find(subscriptionId);
      if (subscription === undefined) return 'forged';
      const { hash, createdAt } = subscription;
      const isRotation = clientState !== undefined && isRememberedClientState(clientState, hash);
      const isSpreading =
        createdAt !== undefined &&
        receivedAt.getTime() - toDate(createdAt).getTime() < SETTINGS_SPREAD_WITHIN_MS;
      if (!(isRotation && isSpreading)) await note(subscriptionId, receivedAt);
      return isRotation ? 'rotation' : 'forged';
    },
  };
}

/** What is read of our subscriptions to judge a mismatch, by subscription id. */
type KnownSubscriptions = ReadonlyMap<string, KnownSubscription>;

interface KnownSubscription {
  /** Of the secret it was created with; empty where none is remembered. */
  readonly hash: string;
  readonly createdAt: DateTime | undefined;
}
