// A queue message as its function gets to see it.
import type { HostMessage } from './host-queue.ts';
import type { TypedData } from './worker-protocol.ts';

/** What the service says of a message that never expires. */
const NEVER = new Date('9999-12-31T23:59:59Z');

/**
 * Trigger metadata (the library makes the first letters lower case): what the queue says about the message, then the
 * top-level properties of a JSON object in it. The message has the last word, in whatever case: one with a property
 * "dequeueCount" hides the real one (Utility.ApplyBindingData in the real host).
 */
export function triggerMetadata(message: HostMessage): Readonly<Record<string, TypedData>> {
  const metadata = new Map<string, readonly [name: string, value: TypedData]>();
  const set = (name: string, value: TypedData) => {
    const [spelling] = metadata.get(name.toLowerCase()) ?? [name];
    metadata.set(name.toLowerCase(), [spelling, value]);
  };
  set('QueueTrigger', { string: message.text });
  set('DequeueCount', { json: `${message.dequeueCount}` });
  set('ExpirationTime', { json: JSON.stringify(message.expiresAt ?? NEVER) });
  set('Id', { string: message.id });
  set('InsertionTime', { json: JSON.stringify(message.insertedAt) });
  set('NextVisibleTime', { json: JSON.stringify(message.visibleAt) });
  set('PopReceipt', { string: message.popReceipt });
  for (const [name, value] of properties(message.text)) set(name, value);
  return Object.fromEntries(metadata.values());
}

function properties(body: string): ReadonlyArray<readonly [name: string, value: TypedData]> {
  return Object.entries(jsonObject(body)).flatMap(([name, value]) => {
    const data = propertyData(value);
    return data === undefined ? [] : [[name, data] as const];
  });
}

function jsonObject(body: string): object {
  try {
    const value: unknown = body.trimStart().startsWith('{') ? JSON.parse(body) : undefined;
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Objects travel as JSON, arrays and nulls do not travel, the rest is text as .NET writes it: `true` is "True". */
function propertyData(value: unknown): TypedData | undefined {
  if (value === null || Array.isArray(value)) return undefined;
  if (typeof value === 'object') return { json: JSON.stringify(value) };
  if (typeof value === 'boolean') return { string: value ? 'True' : 'False' };
  return { string: String(value) };
}
