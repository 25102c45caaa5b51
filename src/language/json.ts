/** JSON as Graph sends it, read without losing integers beyond 2^53. */

export type Json = null | boolean | number | bigint | string | ReadonlyArray<Json> | JsonObject;

export interface JsonObject {
  readonly [property: string]: Json | undefined;
}

/** Sixteen digits or more may be beyond Number.MAX_SAFE_INTEGER (9,007,199,254,740,991). */
const MAYBE_UNSAFE_INTEGER = /[:[,]\s*-?\d{16}/;

/**
 * Parses JSON; an integer that a JavaScript number cannot hold exactly becomes a bigint.
 * Throws SyntaxError for what is not JSON.
 */
export function parseJson(text: string): Json {
  // The reviver costs several times the parse itself and hardly any body needs it.
  if (!MAYBE_UNSAFE_INTEGER.test(text)) return JSON.parse(text) as Json;
  return JSON.parse(text, keepUnsafeIntegers) as Json;
}

function keepUnsafeIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return /^-?\d+$/.test(source) ? BigInt(source) : value;
}

/** Whether a value is a JSON object: neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of an array; anything else (null, absent, not an array, members of other types) counts as none. */
export function objectsIn(value: Json | undefined): ReadonlyArray<JsonObject> {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** JSON text of a value that may hold bigints, which are written as plain integers. */
export function stringifyJson(value: Json): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'bigint' ? (JSON as unknown as RawJson).rawJSON(member.toString()) : member,
  );
}

/** Part of ECMAScript since 2025 and of Node 22; not yet declared by TypeScript's libraries. */
interface RawJson {
  rawJSON(text: string): unknown;
}
