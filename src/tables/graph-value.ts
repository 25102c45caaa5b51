/** From a JSON value of Graph to a typed cell. What does not fit the column's type never throws and never drifts. */

import { parseDateTime } from '../language/date-time.ts';
import { parseDurationSeconds } from '../language/duration.ts';
import { comparableId, parseGuid } from '../language/identifiers.ts';
import { ExactNumber, isJsonObject, type Json, type JsonObject, stringifyJson } from '../language/json.ts';
import type { Cell, EdmType } from './cell.ts';
import type { Conversion } from './graph-column.ts';
import { firstIdentityIn, idsIn } from './identity.ts';
import { EARLIEST_DATE_TIME } from './row-limits.ts';

/**
 * UTF-16 code units of a text in a column. Table Storage documents "about 32 K or less": a little below its 64 KiB.
 * https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#property-types
 */
export const MAX_TEXT_LENGTH = 32_000;

/** The value as a cell of exactly this type; undefined when it is of another type or out of the type's range. */
export function toCell(type: EdmType, value: Json): Cell | undefined {
  switch (type) {
    case 'String':
      return typeof value === 'string' && value.length <= MAX_TEXT_LENGTH
        ? { type, value: wellFormed(value) }
        : undefined;
    case 'Boolean':
      return typeof value === 'boolean' ? { type, value } : undefined;
    case 'Int32':
      return isInt32(value) ? { type, value } : undefined;
    case 'Int64': {
      const integer = toInt64(value);
      return integer === undefined ? undefined : { type, value: integer };
    }
    case 'Double': {
      const double = toDouble(value);
      return double !== undefined && Number.isFinite(double) ? { type, value: double } : undefined;
    }
    case 'DateTime': {
      // Graph writes the year 0001 for none.
      const dateTime = parseDateTime(value);
      return dateTime === undefined || dateTime < EARLIEST_DATE_TIME ? undefined : { type, value: dateTime };
    }
    case 'Guid': {
      const guid = parseGuid(value);
      return guid === undefined ? undefined : { type, value: guid };
    }
    case 'Binary':
      return undefined;
  }
}

/** A surrogate without its other half cannot be written as UTF-8: it becomes U+FFFD. */
function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}

function isInt32(value: Json): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31;
}

function toInt64(value: Json): bigint | undefined {
  const integer = typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value;
  return typeof integer === 'bigint' && BigInt.asIntN(64, integer) === integer ? integer : undefined;
}

function toDouble(value: Json): number | undefined {
  if (value instanceof ExactNumber) return Number(value.text);
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}

/** There is a value, but not one that the conversion understands. */
export const unfit = Symbol('unfit');

/** Applies a conversion: undefined when the value says nothing, `unfit` when it is not what the conversion reads. */
export function converted(value: Json, conversion: Conversion): Json | undefined | typeof unfit {
  switch (conversion) {
    case 'durationSeconds':
      return typeof value === 'string' ? (parseDurationSeconds(value) ?? unfit) : unfit;
    case 'list':
      return joined(value, (member) => member);
    case 'idList':
      return joined(value, idOf);
    case 'count':
      return Array.isArray(value) ? value.length : unfit;
    case 'json':
      return jsonText(value);
    case 'furtherIdentities':
      return isJsonObject(value) ? furtherIdentities(value) : unfit;
    case 'typeName':
      return isJsonObject(value) ? typeName(value) : unfit;
  }
}

function idOf(member: Json): Json | undefined | typeof unfit {
  return isJsonObject(member) || member === null ? member?.id : unfit;
}

/** The texts of an array's members, joined; null members say nothing, members of other types are unfit. */
function joined(
  value: Json,
  textOf: (member: Json) => Json | undefined | typeof unfit,
): string | undefined | typeof unfit {
  if (!Array.isArray(value)) return unfit;
  const texts = value.map(textOf).filter((text) => text !== null && text !== undefined);
  if (!texts.every((text) => typeof text === 'string')) return unfit;
  return texts.length === 0 ? undefined : texts.join(',');
}

/** What Graph documents is 2 deep. Writing JSON recurses, and a hostile depth would overflow the stack. */
const MAX_JSON_DEPTH = 32;

function jsonText(value: Json): string | undefined | typeof unfit {
  if (isDeeperThan(MAX_JSON_DEPTH, value)) return unfit;
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return isEmpty ? undefined : stringifyJson(value);
}

function furtherIdentities({ associatedIdentity = null, identity = null }: JsonObject) {
  const both = { associatedIdentity, identity };
  if (isDeeperThan(MAX_JSON_DEPTH, both)) return unfit;
  const { id: shown } = firstIdentityIn([associatedIdentity, identity])?.properties ?? {};
  const isShown = (id: string) => typeof shown === 'string' && comparableId(id) === comparableId(shown);
  return idsIn(both).every(({ id }) => isShown(id)) ? undefined : stringifyJson(both);
}

function isDeeperThan(levels: number, value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((member) => member !== undefined && isDeeperThan(levels - 1, member));
}

function typeName(value: JsonObject): Json | undefined | typeof unfit {
  const type = value['@odata.type'];
  if (type === undefined || type === null) return undefined;
  return typeof type === 'string' ? type.slice(type.lastIndexOf('.') + 1) : unfit;
}
