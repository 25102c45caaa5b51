/** A call and which versions of its record were published. */

import { isShownAt } from '../call.ts';
import type { CallKind } from '../call-kinds.ts';
import type { CallRecordContent, RecordVersion } from '../call-record-content.ts';

export interface PublishedVersion extends RecordVersion {
  /** The start in a form whose text order is its order in time. */
  readonly sortableStart: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
}

export interface Call {
  readonly id: string;
  readonly kind: CallKind | 'adopted';
  readonly content: CallRecordContent;
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
  return isShownAt(now, call) ? call.published.at(-1) : undefined;
}
