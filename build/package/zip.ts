/** A zip file whose bytes depend on nothing but what is in it. */

import { type Zippable, zipSync } from 'fflate';

/** The number of Unix among the systems that a zip file may come from: its attributes are then permissions. */
const UNIX = 3;

/** Files are stored in the order given; those that are programs can be started once they are unpacked. */
export function zip(
  files: ReadonlyMap<string, Uint8Array>,
  programs: ReadonlyArray<string> = [],
): Uint8Array {
  // A zip file holds the local time, in which the same numbers are another moment in every zone.
  const mtime = new Date(1980, 0, 1);
  const entries = Array.from(files, ([path, bytes]): [string, Zippable[string]] => [
    path,
    programs.includes(path) ? [bytes, { os: UNIX, attrs: 0o100755 << 16 }] : bytes,
  ]);
  return zipSync(Object.fromEntries(entries), { level: 9, mtime });
}
