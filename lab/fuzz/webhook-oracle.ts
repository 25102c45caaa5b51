/**
 * What the webhook must make of a request, worked out from the contract and from docs/proofs.md and from nothing of
 * the program: https://learn.microsoft.com/graph/api/resources/changenotification
 */

import { CLIENT_STATE, KNOWN_SUBSCRIPTION, PREVIOUS_CLIENT_STATE, TENANT_ID } from './ours.ts';
import type { Bytes } from './webhook-bodies.ts';
import { MEBIBYTE } from './webhook-bodies.ts';
import type { FuzzedRequest } from './webhook-requests.ts';

/** What one element is. */
export type Judged =
  | { readonly is: 'change'; readonly callId: string }
  | { readonly is: 'lifecycle'; readonly subscriptionId: string; readonly event: string }
  | { readonly is: 'unreadable'; readonly content: Readonly<Record<string, unknown>> }
  | { readonly is: 'forged'; readonly subscriptionId: string | undefined };

export type Expected =
  | { readonly status: 200; readonly token: string }
  | { readonly status: 400 | 404 | 413 }
  | { readonly status: 202; readonly elements: ReadonlyArray<Judged> };

/** The answers that are right; mostly there is one. */
export function expectedOf(request: FuzzedRequest): ReadonlyArray<Expected> {
  if (request.method !== 'POST') return [{ status: 404 }];
  const { query } = request;
  if (query.asks === 'handshake') return [{ status: 200, token: query.token }];
  if (query.asks === 'refusal') return [{ status: 400 }];
  if (query.asks === 'anything') return [{ status: 400 }, { status: 200, token: '' }];
  const announced = new Map(request.headers).get('content-length') ?? '';
  if (/^\d+$/.test(announced) && BigInt(announced) > MEBIBYTE) return [{ status: 413 }];
  return [expectedOfBody(request.body)];
}

/** Elements that fill a mebibyte with nothing in them: no collection of Graph's has so many. */
const MOST_ELEMENTS = 5_000;

export function expectedOfBody(body: Bytes): Expected {
  if (body.byteLength > MEBIBYTE) return { status: 413 };
  const value = valueIn(body);
  if (value === undefined || value.length > MOST_ELEMENTS) return { status: 400 };
  return { status: 202, elements: value.map(judge) };
}

/** The collection's elements; undefined when the bytes are no collection. */
function valueIn(body: Bytes): ReadonlyArray<unknown> | undefined {
  const text = Buffer.from(body).toString('utf8');
  if (!Buffer.from(text).equals(body)) return undefined;
  try {
    // A byte order mark is not part of the text: https://www.rfc-editor.org/rfc/rfc8259#section-8.1
    const parsed: unknown = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
    const value = isObject(parsed) ? parsed.value : undefined;
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** https://learn.microsoft.com/graph/change-notifications-lifecycle-events */
const LIFECYCLE_EVENTS = ['reauthorizationRequired', 'subscriptionRemoved', 'missed'];

function judge(element: unknown): Judged {
  if (!isObject(element)) return { is: 'forged', subscriptionId: undefined };
  const { clientState, ...content } = element;
  const subscriptionId = guidIn(element.subscriptionId);
  if (clientState !== CLIENT_STATE && clientState !== PREVIOUS_CLIENT_STATE)
    return { is: 'forged', subscriptionId };

  const unreadable: Judged = { is: 'unreadable', content };
  if (isThere(content.tenantId) && guidIn(content.tenantId) !== TENANT_ID) return unreadable;
  if (isThere(content.lifecycleEvent)) {
    const event = LIFECYCLE_EVENTS.find((documented) => content.lifecycleEvent === documented);
    if (event === undefined || subscriptionId === undefined) return unreadable;
    return { is: 'lifecycle', subscriptionId, event };
  }
  const callId = callIn(content.resource);
  if (callId === undefined || contradicts(content.resourceData, callId)) return unreadable;
  return { is: 'change', callId };
}

/** `communications/callRecords/{id}` or `communications/callRecords('{id}')`, in any case, after a slash or not. */
function callIn(resource: unknown): string | undefined {
  if (typeof resource !== 'string') return undefined;
  const plain = resource.toLowerCase().startsWith('/') ? resource.slice(1) : resource;
  const prefix = 'communications/callrecords';
  if (plain.slice(0, prefix.length).toLowerCase() !== prefix) return undefined;
  const rest = plain.slice(prefix.length);
  if (rest.startsWith('/')) return guidIn(rest.slice(1));
  return rest.startsWith("('") && rest.endsWith("')") ? guidIn(rest.slice(2, -2)) : undefined;
}

/** Whether the resource's data is about something else than this call. */
function contradicts(data: unknown, callId: string): boolean {
  if (!isObject(data)) return false;
  const type = data['@odata.type'];
  const isOfCalls = typeof type === 'string' && type.toLowerCase() === '#microsoft.graph.callrecord';
  return (isThere(type) && !isOfCalls) || (isThere(data.id) && guidIn(data.id) !== callId);
}

/** A GUID in lower case: 8-4-4-4-12 hexadecimal digits. */
export function guidIn(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const groups = value.toLowerCase().split('-');
  const isGuid =
    groups.map(({ length }) => length).join() === '8,4,4,4,12' &&
    [...groups.join('')].every((digit) => '0123456789abcdef'.includes(digit));
  return isGuid ? value.toLowerCase() : undefined;
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The columns of the Subscriptions rows that these elements must have written, by subscription. */
export function expectedEvents(elements: ReadonlyArray<Judged>): ReadonlyMap<string, ReadonlySet<string>> {
  const columns = new Map<string, Set<string>>([[KNOWN_SUBSCRIPTION, new Set()]]);
  const note = (id: string, column: string) => columns.set(id, (columns.get(id) ?? new Set()).add(column));
  for (const element of elements) {
    if (element.is !== 'lifecycle') continue;
    note(element.subscriptionId, `${element.event.charAt(0).toUpperCase()}${element.event.slice(1)}At`);
  }
  // Only then: a subscription is known as well whose row the same request has made.
  for (const element of elements) {
    if (element.is !== 'forged' || element.subscriptionId === undefined) continue;
    if (columns.has(element.subscriptionId)) note(element.subscriptionId, 'ClientStateMismatchAt');
  }
  return columns;
}
