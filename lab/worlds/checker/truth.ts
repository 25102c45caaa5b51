/** What Graph has published of each call, as the simulated tenant tells it. */

import { sortableDateTime } from '../../graph/date-time.ts';
import type { SimulatorEvent } from '../../graph/events.ts';
import type { SimulatedTenant } from '../../graph/simulated-tenant.ts';

/** What orders the versions of one call. */
export interface TrueVersion {
  readonly version: bigint;
  /** Always seven digits after the second. */
  readonly lastModifiedDateTime: string;
}

/** Rows that a version has in each child table. */
export interface TrueCounts {
  readonly Participants: number;
  readonly Sessions: number;
  readonly Segments: number;
  readonly MediaStreams: number;
}

interface SentRecord {
  readonly participants_v2: ReadonlyArray<unknown>;
  readonly sessions: ReadonlyArray<{
    readonly segments?: ReadonlyArray<{
      readonly media?: ReadonlyArray<{ readonly streams?: ReadonlyArray<unknown> | null }> | null;
    }> | null;
  }>;
}

export class Truth {
  readonly #tenant: Pick<SimulatedTenant, 'recordOf'>;
  readonly #newest = new Map<string, TrueVersion>();
  readonly #counts = new Map<string, TrueCounts>();

  constructor(tenant: Pick<SimulatedTenant, 'recordOf'>) {
    this.#tenant = tenant;
  }

  heard(event: SimulatorEvent): void {
    if (event.type !== 'versionPublished') return;
    const version = versionOf(event.version, event.lastModifiedDateTime);
    const before = this.#newest.get(event.callId);
    if (before === undefined || isNewer(version, before)) this.#newest.set(event.callId, version);
  }

  /** Published up to now; undefined for a call of which nothing is. */
  newestOf(callId: string): TrueVersion | undefined {
    return this.#newest.get(callId);
  }

  /** Undefined when there is no such version. */
  countsOf(callId: string, version: bigint): TrueCounts | undefined {
    const key = `${callId} ${version}`;
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    const record = this.#tenant.recordOf(callId, Number(version)) as SentRecord | undefined;
    if (record === undefined) return undefined;
    const segments = record.sessions.flatMap((session) => session.segments ?? []);
    const streams = segments.flatMap(({ media }) => media ?? []).map((media) => media.streams?.length ?? 0);
    const counts = {
      Participants: record.participants_v2.length,
      Sessions: record.sessions.length,
      Segments: segments.length,
      MediaStreams: streams.reduce((sum, count) => sum + count, 0),
    };
    this.#counts.set(key, counts);
    return counts;
  }
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
