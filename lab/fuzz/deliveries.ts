/** Deliveries of a queue message, as the host makes them and as it never would. */

import fc, { type Arbitrary } from 'fast-check';
import type { Invocation, TriggerInput } from '../host/invocation.ts';
import { OUR_HOST_JSON } from '../host/our-host-json.ts';
import { triggerMetadata } from '../host/queue-message.ts';
import type { TypedData } from '../host/worker-protocol.ts';
import { anyJson, anyText } from './json-texts.ts';
import type { FunctionName, FuzzedPipeline } from './pipeline.ts';

/** The host runs no function for a message that has been delivered more often. */
export const LAST_DELIVERY = OUR_HOST_JSON.queues.maxDequeueCount;

/** Trigger metadata of a delivery; undefined for those that the host gives. */
export type Metadata = TriggerInput['metadata'];

const anyData: Arbitrary<TypedData> = fc.oneof(
  anyText.map((string) => ({ string })),
  anyJson.map((json) => ({ json })),
  fc.double().map((double) => ({ double })),
  fc.constant({ bytes: new Uint8Array([0xff]) }),
);

/** Nothing that any host gives. */
export const garbledMetadata: Arbitrary<NonNullable<Metadata>> = fc.dictionary(
  fc.constantFrom('Id', 'DequeueCount', 'InsertionTime', 'ExpirationTime', 'PopReceipt', 'QueueTrigger', 'x'),
  anyData,
  { maxKeys: 5 },
);

export interface Delivered {
  readonly text: string;
  readonly dequeueCount: number;
  readonly metadata?: Metadata;
}

/** Runs the function for one delivery. */
export function deliver(
  pipeline: FuzzedPipeline,
  name: Exclude<FunctionName, 'maintain'>,
  { text, dequeueCount, metadata }: Delivered,
): Promise<Invocation> {
  const now = pipeline.clock.now();
  const message = {
    id: 'b1946ac9-2492-4d23-8f01-7b1c1e0e1d50',
    text,
    dequeueCount,
    insertedAt: now,
    visibleAt: now,
    popReceipt: 'AgAAAAMAAAAAAAAA',
  };
  return pipeline.run(name, { data: { string: text }, metadata: metadata ?? triggerMetadata(message) });
}

/**
 * Delivers the message to ingest until it is done with it or the host would give it up. Resolves with the last
 * invocation.
 */
export async function ingestAtMost(pipeline: FuzzedPipeline, first: Delivered): Promise<Invocation> {
  for (let { dequeueCount } = first; ; dequeueCount += 1) {
    const invocation = await deliver(pipeline, 'ingestCallRecord', { ...first, dequeueCount });
    if (invocation.outcome === 'succeeded' || dequeueCount >= LAST_DELIVERY) return invocation;
  }
}

/** What the library makes of a message's text before it hands it to a function. */
export function asBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
