// W3C trace context of an invocation (https://www.w3.org/TR/trace-context/): continued where the caller sent one.
import { randomBytes } from 'node:crypto';
import type { TraceContextData } from './worker-protocol.ts';

const TRACE_PARENT = /^00-(?<traceId>(?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-(?<flags>[0-9a-f]{2})$/;

/** A new span, below that of `traceParent` when it is a valid one, otherwise of a new trace. */
export function newSpan(traceParent?: string, traceState = ''): TraceContextData {
  const parent = TRACE_PARENT.exec(traceParent ?? '')?.groups;
  const traceId = parent?.traceId ?? randomBytes(16).toString('hex');
  return {
    traceParent: `00-${traceId}-${randomBytes(8).toString('hex')}-${parent?.flags ?? '01'}`,
    traceState: parent === undefined ? '' : traceState,
    attributes: {},
  };
}
