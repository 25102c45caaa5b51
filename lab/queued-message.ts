/** Messages about calls as the queue hands them over, for what is called without a host. */

import { toDateTime } from '../src/language/date-time.ts';
import { type IngestReason, readQueuedMessage } from '../src/ports/call-record-message.ts';

export function queuedMessage(
  tenantId: string,
  callId: string,
  firstSeenAt: Date,
  reason: IngestReason = 'notification',
) {
  const message = { schema: 1, tenantId, callId, reason, attempt: 0, firstSeenAt: toDateTime(firstSeenAt) };
  return readQueuedMessage(message);
}
