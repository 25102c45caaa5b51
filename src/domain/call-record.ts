/** What must be true of a call record before it can be stored; everything else in it is read tolerantly. */

import { type DateTime, parseDateTime } from './date-time.ts';
import { type CallId, parseCallId } from './identifiers.ts';
import type { JsonObject } from './json.ts';
import type { RecordVersion } from './version.ts';

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
  const callId = parseCallId(properties.id);
  const lastModifiedDateTime = parseDateTime(properties.lastModifiedDateTime);
  const startDateTime = parseDateTime(properties.startDateTime);
  const version = integer(properties.version);
  if (callId === undefined) throw new MalformedCallRecord('id is not a GUID');
  if (version === undefined) throw new MalformedCallRecord('version is not an integer');
  if (lastModifiedDateTime === undefined) {
    throw new MalformedCallRecord('lastModifiedDateTime is not a date-time');
  }
  if (startDateTime === undefined) throw new MalformedCallRecord('startDateTime is not a date-time');
  return { callId, version, lastModifiedDateTime, startDateTime, properties };
}

function integer(value: JsonObject[string]): bigint | undefined {
  if (typeof value === 'bigint') return value >= 0n ? value : undefined;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined;
}
