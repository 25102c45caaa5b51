/** A zip file whose bytes depend on nothing but what is in it. */

import { zipSync } from 'fflate';

/** Files are stored in the order given. */
export function zip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  // A zip file holds the local time, in which the same numbers are another moment in every zone.
  const mtime = new Date(1980, 0, 1);
  return zipSync(Object.fromEntries(files), { level: 9, mtime });
}
