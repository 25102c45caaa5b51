/** The shared secret that Graph repeats in every notification: the only proof that Graph sent it. */

import { createHash, timingSafeEqual } from 'node:crypto';

/** The secrets a notification may carry, as SHA-256 digests. The previous one is accepted while it is rotated. */
export interface ClientStates {
  readonly current: Uint8Array;
  readonly previous: Uint8Array | undefined;
}

export function createClientStates(current: string, previous?: string): ClientStates {
  return { current: digest(current), previous: previous === undefined ? undefined : digest(previous) };
}

/**
 * Whether a notification's clientState is one of ours. Digests of equal length are compared in constant time,
 * so the answer's timing tells neither the secret nor its length.
 */
export function isOurClientState(value: unknown, ours: ClientStates): boolean {
  // No secret is at stake without a text, and a body can hold half a million elements without one.
  if (typeof value !== 'string') return false;
  const given = digest(value);
  const isCurrent = timingSafeEqual(given, ours.current);
  const isPrevious = timingSafeEqual(given, ours.previous ?? ours.current);
  return isCurrent || isPrevious;
}

/** The form in which a secret is remembered beside the subscription it was used for: SHA-256, hexadecimal. */
export function clientStateHash(secret: ClientStates['current']): string {
  return Buffer.from(secret).toString('hex');
}

function digest(secret: string): Uint8Array {
  return createHash('sha256').update(secret, 'utf8').digest();
}
