/** A call of the simulated tenant: when its record can be read, and which versions of it were published. */

import type { CallKind } from './call-kinds.ts';
import type { CallRecordContent, RecordVersion } from './records/content.ts';

/** "Records about calls or online meetings that started more than 30 days ago are not available." */
export const RETENTION_MILLISECONDS = 30 * 24 * 3_600_000;

/** What a test or a person asks of a call; what is left out follows from the seed. */
export interface CallSpec {
  readonly kind?: CallKind;
  /** A GUID. */
  readonly id?: string;
  /** When it ended: now by default, or any time before. */
  readonly endedAt?: Date;
  readonly durationSeconds?: number;
  /** From the end of the call until its record can be read. Taken as it is, whatever the speed. */
  readonly readableAfterSeconds?: number;
  /** From the end of the call until the first notification. Taken as it is, whatever the speed. */
  readonly notifiedAfterSeconds?: number;
  /** Sessions and participants of every version that does not say otherwise. */
  readonly sessions?: number;
  readonly participants?: number;
  /** The versions that will be published by themselves, the first one included. */
  readonly versions?: ReadonlyArray<VersionSpec>;
}

export interface VersionSpec {
  /** Its number; by default the next one. */
  readonly version?: number;
  /** By default the moment of its publication. */
  readonly lastModifiedDateTime?: string;
  /** From the version before; for the second one from the moment the record can be read. Ignored on the first. */
  readonly afterSeconds?: number;
  readonly sessions?: number;
  readonly participants?: number;
}

export interface PublishedVersion extends RecordVersion {
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
}

export interface Call {
  readonly id: string;
  readonly kind: CallKind | 'file';
  readonly content: CallRecordContent;
  /** The start in a form whose text order is its order in time. */
  readonly sortableStart: string;
  /** All in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly availableAt: number;
  readonly notifiedAt: number;
  /** In order of publication. */
  readonly published: Array<PublishedVersion>;
  readonly notifications: { sent: number; accepted: number; dropped: number };
}

/** The version that a GET shows at `now`: the newest, once the record is readable and as long as it is kept. */
export function visibleVersion(call: Call, now: number): PublishedVersion | undefined {
  const readable = call.availableAt <= now && now - call.startedAt <= RETENTION_MILLISECONDS;
  return readable ? call.published.at(-1) : undefined;
}
