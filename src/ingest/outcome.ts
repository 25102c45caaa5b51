/** How an ingest ends: exactly one of these, durably, before its message may be deleted. */

import type { DateTime } from '../language/date-time.ts';
import type { PendingReason } from '../tables/declarations/pending-call-records.ts';

export type Outcome =
  /** A newer version is committed. `endedAt`: when the call ended, where the record says so. */
  | { readonly kind: 'stored'; readonly endedAt: DateTime | undefined }
  /** The call is excluded: its head alone is kept. */
  | { readonly kind: 'withheld' }
  /** What is stored is as new as what Graph has. */
  | { readonly kind: 'superseded' }
  /** It started before the days that are kept, and nothing of it is stored any more. */
  | { readonly kind: 'expired' }
  /** A pending row holds the call until then; while tables are unreachable, its message in the queue does. */
  | { readonly kind: 'deferred'; readonly until: Date; readonly reason: PendingReason }
  /** A dead letter holds the message, or the pending row says `unavailable`. */
  | { readonly kind: 'dead'; readonly reason: string };
