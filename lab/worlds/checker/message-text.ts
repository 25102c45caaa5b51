/** What a queue message says, read without the program's own reader. */

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The call that a message of this tenant is about; undefined for anything else. */
export function callIn(text: string, tenantId: string): string | undefined {
  const message = parsed(text);
  if (typeof message !== 'object' || message === null) return undefined;
  const { callId, tenantId: ofTenant, schema } = message as Readonly<Record<string, unknown>>;
  if (schema !== 1 || ofTenant !== tenantId || typeof callId !== 'string') return undefined;
  return GUID.test(callId) ? callId.toLowerCase() : undefined;
}

/** The same for texts that say the same: what a JSON text means, and any other text as it is. */
export function meaningOf(text: string): string {
  const value = parsed(text);
  return value === undefined ? text : JSON.stringify(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
