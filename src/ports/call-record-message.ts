/** The message between the webhook and ingest. It carries ids and times only: Graph holds the content. */

import * as z from 'zod/mini';
import '../language/zod-english.ts';
import { parseDateTime } from '../language/date-time.ts';
import { type CallId, parseCallId, parseTenantId, type TenantId } from '../language/identifiers.ts';
import { isJsonObject, parseJson } from '../language/json.ts';
import { parseTraceparent } from '../language/traceparent.ts';

const callId = z.pipe(
  z.unknown(),
  z.transform((value, context) => parsed(parseCallId(value), 'a call id (GUID)', context)),
);
const tenantId = z.pipe(
  z.unknown(),
  z.transform((value, context) => parsed(parseTenantId(value), 'a tenant id (GUID)', context)),
);
const dateTime = z.pipe(
  z.unknown(),
  z.transform((value, context) => parsed(parseDateTime(value), 'an ISO 8601 date-time', context)),
);

/** Why a call is ingested. Only `notification` may trust that nothing is left over from an earlier attempt. */
export const ingestReasons = ['notification', 'pending', 'reconcile', 'replay'] as const;
export type IngestReason = (typeof ingestReasons)[number];

/**
 * One call to ingest. Plain JSON on the queue, so that operators can read and write it.
 * `attempt` counts the earlier deferrals; `firstSeenAt` is when we first heard of the call.
 */
export const CallRecordMessage = z.object({
  schema: z.literal(1),
  tenantId,
  callId,
  reason: z.enum(ingestReasons),
  attempt: z.int().check(z.minimum(0)),
  firstSeenAt: dateTime,
  /** W3C trace context of the notification, so that logs correlate. A wrong one is not a reason to refuse a call. */
  traceparent: z.optional(z.pipe(z.unknown(), z.transform(parseTraceparent))),
});
export type CallRecordMessage = z.output<typeof CallRecordMessage>;

/** What the queue delivered, parsed once, where it comes in. */
export type QueuedMessage = {
  /** As delivered. */
  readonly body: unknown;
  /** What can be told of it, even when it is not a whole message. */
  readonly about: {
    readonly tenantId: TenantId | undefined;
    readonly callId: CallId | undefined;
    readonly isReplay: boolean;
    readonly traceparent: string | undefined;
  };
} & ({ readonly message: CallRecordMessage } | { readonly message: undefined; readonly problem: string });

export function readQueuedMessage(body: unknown): QueuedMessage {
  const value = typeof body === 'string' && body.startsWith(BYTE_ORDER_MARK) ? jsonIn(body) : body;
  const { tenantId, callId, reason, traceparent } = isJsonObject(value) ? value : {};
  const about = {
    tenantId: parseTenantId(tenantId),
    callId: parseCallId(callId),
    isReplay: reason === 'replay',
    traceparent: parseTraceparent(traceparent),
  };
  const { data: message, error } = CallRecordMessage.safeParse(value);
  if (error === undefined) return { body, about, message };
  return { body, about, message, problem: `not a call record message: ${whatIsWrong(error)}` };
}

const BYTE_ORDER_MARK = '\uFEFF';

/** The host hands over as text what it cannot parse, and that is JSON with a byte order mark. */
function jsonIn(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

/** What is wrong with a message, by property; zod's texts name what was expected and never the value. */
export function whatIsWrong({ issues }: z.core.$ZodError): string {
  return issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; ');
}

function parsed<T>(value: T | undefined, expected: string, context: z.core.ParsePayload): T {
  if (value !== undefined) return value;
  context.issues.push({ code: 'custom', message: `expected ${expected}`, input: context.value });
  return z.NEVER;
}
