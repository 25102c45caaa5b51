/** A call of the simulated tenant as those outside see it: what they may ask of it, and what is true of it. */

import * as z from 'zod';
import { CALL_KINDS, type CallKind } from './call-kinds.ts';

const count = z.int().min(0).max(100_000);
const seconds = z.number().min(0);
const moment = z.iso.datetime({ offset: true });

export type VersionSpec = Readonly<z.output<typeof VersionSpec>>;
export const VersionSpec = z.strictObject({
  /** Its number; by default the next one. */
  version: z.int().min(0).exactOptional(),
  /** By default the moment of its publication. */
  lastModifiedDateTime: moment.exactOptional(),
  /** When the call began, as this version says: starts move by seconds. By default as the first one says. */
  startDateTime: moment.exactOptional(),
  /** From the version before; for the second one from the moment the record can be read. Ignored on the first. */
  afterSeconds: seconds.exactOptional(),
  sessions: count.exactOptional(),
  participants: count.exactOptional(),
});

/** What is asked of a call; what is left out follows from the seed. */
export type CallSpec = Readonly<z.output<typeof CallSpec>>;
export const CallSpec = z.strictObject({
  kind: z.enum(Object.keys(CALL_KINDS) as Array<CallKind>).exactOptional(),
  id: z.guid().exactOptional(),
  /** When it ended: now by default, or any time before. */
  endedAt: moment.transform((text) => new Date(text)).exactOptional(),
  durationSeconds: seconds.exactOptional(),
  /** From the end of the call until its record can be read. Taken as it is, whatever the speed. */
  readableAfterSeconds: seconds.exactOptional(),
  /** From the end of the call until the first notification. Taken as it is, whatever the speed. */
  notifiedAfterSeconds: seconds.exactOptional(),
  /** Sessions and participants of every version that does not say otherwise. */
  sessions: count.exactOptional(),
  participants: count.exactOptional(),
  /** The versions that will be published by themselves, the first one included. */
  versions: z.array(VersionSpec).min(1).readonly().exactOptional(),
});

export interface RecordCounts {
  readonly participants: number;
  readonly sessions: number;
  readonly segments: number;
  readonly mediaStreams: number;
}

/** What a perfect pipeline would have stored of a call. */
export interface TrueCall {
  readonly callId: string;
  readonly kind: CallKind | 'file';
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
export const RETENTION_MILLISECONDS = 30 * 24 * 3_600_000;
