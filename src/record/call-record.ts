/** What must be true of a call record before it can be stored; everything else in it is read tolerantly. */

import { type DateTime, parseDateTime } from '../language/date-time.ts';
import { type CallId, parseCallId } from '../language/identifiers.ts';
import type { JsonObject } from '../language/json.ts';
import type { RecordVersion } from '../language/version.ts';
import { EARLIEST_DATE_TIME } from '../tables/row-limits.ts';

/** A call record without its pages: the checked properties that order and place it, and all that Graph sent. */
export interface CallRecordBody extends RecordVersion {
  readonly callId: CallId;
  readonly startDateTime: DateTime;
  readonly properties: JsonObject;
}

/** A call record that lacks what every call record has. The message names the property, never its value. */
export class MalformedCallRecord extends Error {
  override readonly name = 'MalformedCallRecord';
}

/** Checks the properties that keys and versions are made of. Throws MalformedCallRecord. */
export function parseCallRecordBody(properties: JsonObject): CallRecordBody {
  const startDateTime = storableDateTime(properties.startDateTime);
  if (startDateTime === undefined)
    throw new MalformedCallRecord('startDateTime is not a date-time since 1601');
  return { ...parseRecordVersion(properties), startDateTime, properties };
}

/** Checks only what says which version of which call this is. Throws MalformedCallRecord. */
export function parseRecordVersion(properties: JsonObject): RecordVersion & { readonly callId: CallId } {
  const callId = parseCallId(properties.id);
  const version = integer(properties.version);
  const lastModifiedDateTime = storableDateTime(properties.lastModifiedDateTime);
  if (callId === undefined) throw new MalformedCallRecord('id is not a GUID');
  if (version === undefined) throw new MalformedCallRecord('version is not an integer of 64 bits');
  if (lastModifiedDateTime === undefined) {
    throw new MalformedCallRecord('lastModifiedDateTime is not a date-time since 1601');
  }
  return { callId, version, lastModifiedDateTime };
}

/** A date-time that Table Storage can hold: keys and the order of versions are made of it. */
function storableDateTime(value: JsonObject[string]): DateTime | undefined {
  const dateTime = parseDateTime(value);
  return dateTime === undefined || dateTime < EARLIEST_DATE_TIME ? undefined : dateTime;
}

/** The largest value of Edm.Int64. */
const LARGEST_VERSION = 2n ** 63n - 1n;

function integer(value: JsonObject[string]): bigint | undefined {
  const exact = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
  return typeof exact === 'bigint' && exact >= 0n && exact <= LARGEST_VERSION ? exact : undefined;
}
