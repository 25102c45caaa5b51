/** A call of the simulated tenant as those outside see it: what they may ask of it, and what is true of it. */

import { DAY_MS } from '../../src/language/milliseconds.ts';
import type { CallKind } from './call-kinds.ts';

export interface VersionSpec {
  /** Its number; by default the next one. */
  readonly version?: number;
  /** By default the moment of its publication. */
  readonly lastModifiedDateTime?: string;
  /** When the call began, as this version says: starts move by seconds. By default as the first one says. */
  readonly startDateTime?: string;
  /** From the version before; for the second one from the moment the record can be read. Ignored on the first. */
  readonly afterSeconds?: number;
  readonly sessions?: number;
  readonly participants?: number;
}

/** What is asked of a call; what is left out follows from the seed. */
export interface CallSpec {
  readonly kind?: CallKind;
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
  /** By default the organizer's, of calls that have one. */
  readonly joinWebUrl?: string;
  /** The versions that will be published by themselves, the first one included. */
  readonly versions?: ReadonlyArray<VersionSpec>;
}

export interface RecordCounts {
  readonly participants: number;
  readonly sessions: number;
  readonly segments: number;
  readonly mediaStreams: number;
}

/** What a perfect pipeline would have stored of a call. */
export interface TrueCall {
  readonly callId: string;
  readonly kind: CallKind | 'adopted';
  readonly startDateTime: string;
  readonly endDateTime: string;
  readonly availableAt: Date;
  /** Undefined while nothing is published. A record may be published and notified before it is readable. */
  readonly newestVersion: number | undefined;
  readonly lastModifiedDateTime: string | undefined;
  /** In order of publication. */
  readonly versions: ReadonlyArray<{ readonly version: number; readonly publishedAt: Date }>;
  /** Of the newest version. */
  readonly counts: RecordCounts | undefined;
  /** Elements of change notifications about this call: put on their way, answered with 2xx in time, given up. */
  readonly notified: { readonly sent: number; readonly accepted: number; readonly dropped: number };
}

/** "Records about calls or online meetings that started more than 30 days ago are not available." */
export const RETENTION_MILLISECONDS = 30 * DAY_MS;

/** Whether a GET shows the record: it is readable already, and still kept. All in milliseconds since the epoch. */
export function isShownAt(
  now: number,
  { startedAt, availableAt }: { readonly startedAt: number; readonly availableAt: number },
): boolean {
  return availableAt <= now && now - startedAt <= RETENTION_MILLISECONDS;
}
