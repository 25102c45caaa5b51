/** Which records do not fit into one answer of Graph. */

import type { RecordSize } from './observed-call.ts';

/** Of one page: https://learn.microsoft.com/graph/api/callrecords-callrecord-get */
export const PAGE: RecordSize = { participants: 130, sessions: 60 };

export function hasPages({ participants, sessions }: RecordSize): boolean {
  return participants > PAGE.participants || sessions > PAGE.sessions;
}
