/** The id we give a request, by which Microsoft's support finds it. */

import type { Random } from '../../ports/random.ts';

/** A random GUID (RFC 9562, version 4). */
export function createClientRequestId(random: Random): string {
  const digits = random.hex(32);
  const variant = '89ab'[Number.parseInt(digits.charAt(16), 16) % 4];
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
