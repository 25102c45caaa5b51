/** What the log lines of an invocation have in common, so that they are found together. */

import type { InvocationContext } from '@azure/functions';
import { parseTraceparent } from '../language/traceparent.ts';
import type { LogFields } from '../logs/log.ts';
import { CallRecordMessage } from '../ports/call-record-message.ts';

/** The W3C trace context of an invocation; undefined when the host gave none. */
export function traceparentOf({ traceContext }: InvocationContext): string | undefined {
  return parseTraceparent(traceContext?.traceParent);
}

/** A message's call, and the trace context of the notification that it comes from. Empty for what is no message. */
export function correlationOf(body: unknown): LogFields {
  const { data } = CallRecordMessage.safeParse(body);
  return data === undefined ? {} : { callId: data.callId, traceparent: data.traceparent };
}
