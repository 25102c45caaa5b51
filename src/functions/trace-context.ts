/** What the log lines of an invocation have in common, so that they are found together. */

import type { InvocationContext } from '@azure/functions';
import { parseTraceparent } from '../language/traceparent.ts';
import type { LogFields } from '../logs/log.ts';
import type { QueuedMessage } from '../ports/call-record-message.ts';

/** The W3C trace context of an invocation; undefined when the host gave none. */
export function traceparentOf({ traceContext }: InvocationContext): string | undefined {
  return parseTraceparent(traceContext?.traceParent);
}

/** A message's call, and the trace context of the notification that it comes from, where it says so. */
export function correlationOf({ about: { callId, traceparent } }: QueuedMessage): LogFields {
  return { callId, traceparent };
}
