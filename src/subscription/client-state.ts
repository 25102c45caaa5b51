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
 * What a notification carries as its clientState, as SHA-256; undefined for anything but a text: no secret is at stake
 * then, and a body can hold half a million elements without one.
 */
export function digestClientState(value: unknown): Uint8Array | undefined {
  return typeof value === 'string' ? digest(value) : undefined;
}

/**
 * Whether a notification's clientState is one of ours. Digests of equal length are compared in constant time,
 * so the answer's timing tells neither the secret nor its length.
 */
export function isOurClientState(given: Uint8Array | undefined, ours: ClientStates): boolean {
  if (given === undefined) return false;
  const isCurrent = timingSafeEqual(given, ours.current);
  const isPrevious = timingSafeEqual(given, ours.previous ?? ours.current);
  return isCurrent || isPrevious;
}

/** Whether a notification's clientState is the one that a hash remembers, in constant time. */
export function isRememberedClientState(given: Uint8Array, hash: string): boolean {
  const remembered = Buffer.from(hash, 'hex');
  return remembered.length === given.length && timingSafeEqual(given, remembered);
}

/** The form in which a secret is remembered beside the subscription it was used for: SHA-256, hexadecimal. */
export function clientStateHash(secret: ClientStates['current']): string {
  return Buffer.from(secret).toString('hex');
}

function digest(secret: string): Uint8Array {
  return createHash('sha256').update(secret, 'utf8').digest();
}
