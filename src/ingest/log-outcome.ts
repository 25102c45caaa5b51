/** Says once an ingest how it ended and how long it took: the event from which latency and errors are charted. */

import { toDate } from '../language/date-time.ts';
import type { Log } from '../logs/log.ts';
import type { CallRecordMessage } from '../ports/call-record-message.ts';
import type { Delivery } from '../ports/delivery.ts';
import type { Outcome } from './outcome.ts';

export function logOutcome(
  log: Log,
  ingested: {
    readonly message: CallRecordMessage;
    readonly delivery: Delivery;
    readonly outcome: Outcome;
    readonly startedAt: Date;
    readonly endedAt: Date;
  },
): void {
  const { message, delivery, outcome, startedAt, endedAt } = ingested;
  const millisecondsSince = (instant: Date) => endedAt.getTime() - instant.getTime();
  const callEndedAt = outcome.kind === 'stored' ? outcome.endedAt : undefined;
  log.info('callRecordIngested', {
    callId: message.callId,
    outcome: outcome.kind,
    reason: message.reason,
    ...(outcome.kind === 'deferred' ? { because: outcome.reason, until: outcome.until.toISOString() } : {}),
    // Since the pipeline first heard of the call, and since the call ended.
    lagSeconds: millisecondsSince(toDate(message.firstSeenAt)) / 1000,
    recordAgeSeconds: callEndedAt === undefined ? undefined : millisecondsSince(toDate(callEndedAt)) / 1000,
    elapsedMilliseconds: millisecondsSince(startedAt),
    dequeueCount: delivery.dequeueCount,
    traceparent: message.traceparent,
  });
}
