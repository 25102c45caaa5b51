/** What undisturbed ingests leave: the only states that a reader may ever see. */

import type { CallVersion } from './call-versions.ts';
import type { MessageScript } from './delivery.ts';
import { storing } from './ingest-alone.ts';
import { type Snapshot, Snapshots } from './snapshot.ts';
import { leftIn, seenIn } from './stored-call.ts';

export interface Expectations {
  /** What readers see of each version, whichever version was stored first. */
  readonly whole: ReadonlySet<string>;
  /** What is there in the end: the newest version, whichever was stored first. */
  readonly ends: ReadonlySet<string>;
}

/** The version stored first gives the call's rows their keys; it is one of the stored ones, if there are any. */
export async function expectationsOf(
  before: Snapshot,
  stored: ReadonlyArray<CallVersion>,
  messages: ReadonlyArray<MessageScript>,
): Promise<Expectations> {
  const snapshots = new Snapshots();
  const versions = [...stored, ...messages.flatMap(({ shows }) => shows)];
  const newest = versions.reduce((x, y) => (isNewer(y, x) ? y : x));
  const whole = new Set([seenIn(before)]);
  const ends = new Set<string>();
  for (const first of stored.length > 0 ? stored.slice(0, 1) : versions) {
    for (const version of versions.filter((later) => !isNewer(first, later))) {
      const snapshot = await storing(snapshots, isNewer(version, first) ? [first, version] : [first]);
      whole.add(seenIn(snapshot));
      if (!isNewer(newest, version)) ends.add(leftIn(snapshot));
    }
  }
  return { whole, ends };
}

function isNewer(a: CallVersion, b: CallVersion): boolean {
  return a.version === b.version ? a.lastModifiedDateTime > b.lastModifiedDateTime : a.version > b.version;
}
