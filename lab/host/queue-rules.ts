// The Functions host's rules for queue messages, as plain functions: this host follows them over Azurite, the simulated
// worlds in memory (QueueListener.cs, QueueProcessor.cs and RandomizedExponentialBackoffStrategy.cs in
// Azure/azure-sdk-for-net).

/** Every message is received for ten minutes, whatever host.json says. */
export const LEASE_SECONDS = 600;

/** What the rules ask about one delivery of one message. */
export interface Delivery {
  /** This delivery included. */
  readonly dequeueCount: number;
  /** host.json's. */
  readonly maxDequeueCount: number;
  /** False for the messages of a poison queue. */
  readonly hasPoisonQueue: boolean;
}

/** A function that ended its process at every delivery does not see the message again. */
export function onReceipt(delivery: Delivery): 'run' | GivenUp {
  return delivery.dequeueCount <= delivery.maxDequeueCount ? 'run' : onGivingUp(delivery);
}

/** After success the message is deleted; after failure it is released, to be visible after host.json's visibilityTimeout. */
export function onFailure(delivery: Delivery): 'release' | GivenUp {
  const { dequeueCount, maxDequeueCount, hasPoisonQueue } = delivery;
  // Without a poison queue to end it, releasing would be a fast and endless loop.
  return dequeueCount < maxDequeueCount && hasPoisonQueue ? 'release' : onGivingUp(delivery);
}

/** Moved to the poison queue, or left to come again when its lease ends. */
export type GivenUp = 'poison' | 'leaveInvisible';

export function onGivingUp({ hasPoisonQueue }: Delivery): GivenUp {
  return hasPoisonQueue ? 'poison' : 'leaveInvisible';
}

const SHORTEST_RENEWAL_MS = 60_000;

/**
 * How long to wait before a lease is renewed: half its life, and after a renewal that failed half of the wait before it,
 * but not less than a minute.
 */
export function renewalWaitMs(leaseSeconds: number, failedAfterMs?: number): number {
  const halfLifeMs = (leaseSeconds * 1000) / 2;
  if (failedAfterMs === undefined) return halfLifeMs;
  return Math.max(failedAfterMs / 2, Math.min(SHORTEST_RENEWAL_MS, halfLifeMs));
}

/** QueuePollingIntervals.cs. */
const SHORTEST_POLL_MS = 100;
/** Spreads the looks of many instances: the factor is 0.8 to 1.2. */
const RANDOM_SHARE = 0.2;

/**
 * The waits between looks at a queue without messages: from 100 ms, doubling up to `longestMs`. The function returned
 * takes whether a message was found since the last wait. `random` gives 0 to 1.
 */
export function pollingWaits(longestMs: number, random = Math.random): (foundMessage: boolean) => number {
  let exponent = 0;
  return (foundMessage) => {
    if (foundMessage) exponent = 0;
    const spread = 1 - RANDOM_SHARE + 2 * RANDOM_SHARE * random();
    const waitMs = exponent === 0 ? SHORTEST_POLL_MS : SHORTEST_POLL_MS * (1 + spread * 2 ** (exponent - 1));
    if (waitMs >= longestMs) return longestMs;
    exponent += 1;
    return waitMs;
  };
}
