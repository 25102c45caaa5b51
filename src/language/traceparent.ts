/** The W3C trace context by which what happens to a call is followed from its notification to its rows. */

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The text, or undefined when it has not the form of https://www.w3.org/TR/trace-context/ */
export function parseTraceparent(text: unknown): string | undefined {
  return typeof text === 'string' && TRACEPARENT.test(text) ? text : undefined;
}
