/** Which of two readings of one call is newer. */

import type { DateTime } from './date-time.ts';

/** What orders the readings of a call record: Graph raises `version` with each addition. */
export interface RecordVersion {
  readonly version: bigint;
  readonly lastModifiedDateTime: DateTime;
}

/** Negative when `a` is older than `b`, 0 when they are the same version, positive when it is newer. */
export function compareVersions(a: RecordVersion, b: RecordVersion): number {
  return compare(a.version, b.version) || compare(a.lastModifiedDateTime, b.lastModifiedDateTime);
}

function compare<T extends bigint | string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
