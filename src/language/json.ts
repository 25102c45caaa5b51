/** JSON as Graph sends it, read without changing a number. */

export type Json = null | boolean | number | bigint | ExactNumber | string | ReadonlyArray<Json> | JsonObject;

export interface JsonObject {
  readonly [property: string]: Json | undefined;
}

/** A number that is neither a JavaScript number nor an integer: 0.1234567890123456789, 1E400. */
export class ExactNumber {
  /** As it was sent. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): unknown {
    return rawJson(this.text);
  }
}

/** Fifteen digits always fit a JavaScript number, unless the exponent has three. */
const MAYBE_INEXACT = /[:[,]\s*-?(?:\d{16}|\d[\d.]{16}|[\d.]+[eE][-+]?\d{3})/;

const BYTE_ORDER_MARK = /^\ufeff/;

/**
 * Parses JSON, with or without a byte order mark (RFC 8259, 8.1). Of the numbers that a JavaScript number cannot hold
 * exactly, an integer becomes a bigint, any other an ExactNumber. Throws SyntaxError for what is not JSON.
 */
export function parseJson(text: string): Json {
  const json = withoutByteOrderMark(text);
  // The reviver costs several times the parse itself and hardly any body needs it.
  if (!MAYBE_INEXACT.test(json)) return JSON.parse(json) as Json;
  return JSON.parse(json, keepExact) as Json;
}

/** Windows PowerShell and some services begin UTF-8 with U+FEFF, which JSON.parse refuses. */
export function withoutByteOrderMark(text: string): string {
  return text.replace(BYTE_ORDER_MARK, '');
}

function keepExact(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number') return value;
  const source = context?.source ?? '';
  if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value) ? value : BigInt(source);
  return decimalOf(source) === decimalOf(String(value)) ? value : new ExactNumber(source);
}

/** One text for all ways to write a number: its digits without zeros around them, and the power of ten behind. */
function decimalOf(number: string): string | undefined {
  const [, sign, whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(number) ?? [];
  if (sign === undefined) return undefined;
  const digits = `${whole}${fraction}`.replace(/0+$/, '');
  const significant = digits.replace(/^0+/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${BigInt(power) + BigInt(whole.length - digits.length)}`;
}

/** Whether a value is a JSON object: neither null, nor an array, nor a number. */
export function isJsonObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  );
}

/** The objects of an array; anything else (null, absent, not an array, members of other types) counts as none. */
export function objectsIn(value: Json | undefined): ReadonlyArray<JsonObject> {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** JSON text of a value that may hold bigints, which are written as plain integers. */
export function stringifyJson(value: Json): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'bigint' ? rawJson(member.toString()) : member,
  );
}

/** What JSON.stringify writes as this text, which must be that of a number, a string, true, false or null. */
export function rawJson(text: string): unknown {
  return (JSON as unknown as RawJson).rawJSON(text);
}

/** Part of ECMAScript since 2025 and of Node 22; not yet declared by TypeScript's libraries. */
interface RawJson {
  rawJSON(text: string): unknown;
}
