/** What Graph had of a call: which of its versions is newer, and how many rows each has. */

import type { ChildTableName } from '../../src/tables/declarations/index.ts';
import { sortableDateTime } from '../graph/date-time.ts';
import { qualityIn, type TrueQuality } from './quality.ts';

/** What orders the versions of one call. */
export interface TrueVersion {
  readonly version: bigint;
  /** Always seven digits after the second. */
  readonly lastModifiedDateTime: string;
}

export function versionOf(version: number | bigint, lastModifiedDateTime: string): TrueVersion {
  const sortable = sortableDateTime(lastModifiedDateTime);
  if (sortable === undefined) throw new Error(`not a date-time: ${lastModifiedDateTime}`);
  return { version: BigInt(version), lastModifiedDateTime: sortable };
}

export function isNewer(a: TrueVersion, b: TrueVersion): boolean {
  return (
    a.version > b.version || (a.version === b.version && a.lastModifiedDateTime > b.lastModifiedDateTime)
  );
}

export function versionText({ version, lastModifiedDateTime }: TrueVersion): string {
  return `version ${version} of ${lastModifiedDateTime}`;
}

/** The tables whose rows are parts of the record. A document has as many rows as its bytes need. */
export const PART_TABLES = [
  'Participants',
  'Sessions',
  'Segments',
  'MediaStreams',
] as const satisfies ReadonlyArray<ChildTableName>;

/** Rows that a version has in each of these tables, and how good its streams are. */
export interface TrueCounts extends Readonly<Record<(typeof PART_TABLES)[number], number>> {
  readonly quality: TrueQuality;
}

interface SentRecord {
  readonly participants_v2: ReadonlyArray<unknown>;
  readonly sessions: ReadonlyArray<{
    readonly segments?: ReadonlyArray<{
      readonly media?: ReadonlyArray<{ readonly streams?: ReadonlyArray<unknown> | null }> | null;
    }> | null;
  }>;
}

/** The counts of a record that has all its participants and sessions. */
export function countsIn(record: object): TrueCounts {
  const { participants_v2: participants, sessions } = record as SentRecord;
  const segments = sessions.flatMap((session) => session.segments ?? []);
  const media = segments.flatMap((segment) => segment.media ?? []);
  return {
    Participants: participants.length,
    Sessions: sessions.length,
    Segments: segments.length,
    MediaStreams: media.reduce((sum, { streams }) => sum + (streams?.length ?? 0), 0),
    quality: qualityIn(record),
  };
}
