/** The W3C trace context of an invocation. */

import type { InvocationContext } from '@azure/functions';

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Undefined when the host gave none, or not in the form of https://www.w3.org/TR/trace-context/ */
export function traceparentOf({ traceContext }: InvocationContext): string | undefined {
  const traceparent = traceContext?.traceParent;
  return traceparent !== undefined && TRACEPARENT.test(traceparent) ? traceparent : undefined;
}
