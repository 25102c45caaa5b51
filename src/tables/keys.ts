/**
 * Keys of the rows that belong to a call. What belongs to a call is found by its id, what happened in a period
 * by a range of days; the parts of a key are joined by `_`.
 */

import { createHash } from 'node:crypto';
import { type DateTime, parseDateTime } from '../language/date-time.ts';
import { type Day, dayOf, parseDay } from '../language/day.ts';
import { type CallId, comparableId, parseCallId, type TenantId } from '../language/identifiers.ts';
import type { RowKey } from './cell.ts';
import type { ChildTableName } from './declarations/index.ts';
import type { GenerationName } from './generation.ts';
import { MAX_KEY_LENGTH } from './row-limits.ts';

/** What the keys of a call's rows are made of. They never move: the start is that of the first version stored. */
export interface CallPlace {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly firstStartDateTime: DateTime;
}

/** Rows next to each other: one partition, and in it the row keys that begin with the prefix. */
export interface KeyRange {
  readonly partitionKey: string;
  readonly rowKeyPrefix: string;
}

const SEPARATOR = '_';
const ESCAPE = '!';

/**
 * What tables forbid in keys (`/ \ # ?`, U+0000–1F, U+007F–9F), our separator and escape character, and
 * surrogates without their other half, which no UTF-8 text can carry.
 * https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#characters-disallowed-in-key-fields
 */
const TO_ESCAPE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the forbidden ones
  /[/\\#?_!\u0000-\u001f\u007f-\u009f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Makes any text fit for one part of a key: a UTF-16 code unit that may not stand there becomes `!` and its four
 * hexadecimal digits. Different texts stay different; `decodeKeyPart` gives the text back.
 * The result is up to five times as long; the caller keeps the whole key below 1 KiB.
 */
export function encodeKeyPart(text: string): string {
  return text.replace(TO_ESCAPE, (unit) => ESCAPE + hexadecimal(unit.charCodeAt(0)));
}

/** The text that `encodeKeyPart` was given. */
export function decodeKeyPart(part: string): string {
  return part.replace(/!([0-9A-F]{4})/g, (_escaped, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

function hexadecimal(codeUnit: number): string {
  return codeUnit.toString(16).toUpperCase().padStart(4, '0');
}

/** Digits of an ordinal in a key: room for 100,000 sessions, where large meetings have some thousand. */
const ORDINAL_DIGITS = 5;

/** A position among siblings, padded so that text order is number order. Throws RangeError beyond 99,999. */
export function ordinal(position: number): string {
  if (!Number.isInteger(position) || position < 0 || position >= 10 ** ORDINAL_DIGITS) {
    throw new RangeError(`an ordinal has ${ORDINAL_DIGITS} digits, ${position} does not fit`);
  }
  return position.toString().padStart(ORDINAL_DIGITS, '0');
}

/** Where a call's head stands in CallRecords. */
export function headKey(tenantId: TenantId, callId: CallId): RowKey {
  return { partitionKey: callId, rowKey: tenantId };
}

/** Sorts after every character of our keys. */
const AFTER_ALL = '~';

/** The partition of everything that is read by day: `tenantId_yyyy-MM-dd`, in UTC. */
export function dayPartition(tenantId: TenantId, day: Day): string {
  return tenantId + SEPARATOR + day;
}

/** Bounds of the partitions of all days before this one. */
export function partitionsBefore(tenantId: TenantId, day: Day) {
  return { partitionKeyFrom: tenantId + SEPARATOR, partitionKeyBefore: dayPartition(tenantId, day) };
}

/** Bounds of the partitions of the days from one to another, both included. */
export function daysRange(tenantId: TenantId, from: Day, to: Day) {
  return {
    partitionKeyFrom: dayPartition(tenantId, from),
    partitionKeyBefore: dayPartition(tenantId, to) + AFTER_ALL,
  };
}

/** The day of a partition that is read by day; undefined for one that is not ours. */
export function dayOfPartition(tenantId: TenantId, partitionKey: string): Day | undefined {
  return parseDay(partitionKey.slice(tenantId.length + SEPARATOR.length));
}

/** Bounds of the partitions whose keys begin with this text. */
export function partitionsBeginning(beginning: string) {
  return { partitionKeyFrom: beginning, partitionKeyBefore: beginning + AFTER_ALL };
}

/** The key of a call in CallsByDay: in the order of their starts. */
export function callsByDayKey({ tenantId, callId, firstStartDateTime }: CallPlace): RowKey {
  return {
    partitionKey: dayPartition(tenantId, dayOf(firstStartDateTime)),
    rowKey: firstStartDateTime + SEPARATOR + callId,
  };
}

/** The call whose row in CallsByDay has this key; undefined for a key that is not ours: an operator's note about the day. */
export function callListedAt(tenantId: TenantId, rowKey: string): CallPlace | undefined {
  const call = placeIn(tenantId, rowKey);
  return call !== undefined && callsByDayKey(call).rowKey === rowKey ? call : undefined;
}

/** The call whose row in CallsByUser has this key; undefined for a key that is not ours. */
export function callHintedAt(tenantId: TenantId, rowKey: string): CallPlace | undefined {
  const [inverted = '', id] = rowKey.split(SEPARATOR, 2);
  const call = placeIn(tenantId, invertDigits(inverted) + SEPARATOR + id);
  return call !== undefined && callsByUserKey(call, '').rowKey === rowKey ? call : undefined;
}

function placeIn(tenantId: TenantId, text: string): CallPlace | undefined {
  const [start, id] = text.split(SEPARATOR, 2);
  const firstStartDateTime = parseDateTime(start);
  const callId = parseCallId(id);
  if (firstStartDateTime === undefined || callId === undefined) return undefined;
  return { tenantId, callId, firstStartDateTime };
}

const DAY_OR_HOUR = /^\d{4}-\d{2}-\d{2}(?:T\d{2})?$/;

/** The calls of a day (`yyyy-MM-dd`) or of an hour (`yyyy-MM-ddTHH`) in CallsByDay. Throws RangeError for other texts. */
export function callsByDayRange(tenantId: TenantId, dayOrHour: string): KeyRange {
  const [day = '', hour = '00'] = dayOrHour.split('T', 2);
  if (!DAY_OR_HOUR.test(dayOrHour) || parseDateTime(`${day}T${hour}:00:00Z`) === undefined) {
    throw new RangeError(`neither yyyy-MM-dd nor yyyy-MM-ddTHH: ${dayOrHour}`);
  }
  return { partitionKey: tenantId + SEPARATOR + day, rowKeyPrefix: dayOrHour };
}

/** The key of a call in CallsByUser: the latest start first. */
export function callsByUserKey(call: CallPlace, userId: string): RowKey {
  return {
    partitionKey: userPartition(call.tenantId, userId),
    rowKey: invertDigits(call.firstStartDateTime) + SEPARATOR + call.callId,
  };
}

/** The partition of a user's calls: `tenantId_userId`. */
export function userPartition(tenantId: TenantId, userId: string): string {
  return tenantId + SEPARATOR + userKeyPart(userId);
}

/** A bound for row keys in CallsByUser: before it stand the calls that started at this instant or later. */
export function callsByUserSince(start: DateTime): string {
  return invertDigits(start) + AFTER_SEPARATOR;
}

/** Each digit taken from 9: texts of one form sort the other way round. Applied twice it gives the text back. */
export function invertDigits(text: string): string {
  return text.replace(/\d/g, (digit) => String(9 - Number(digit)));
}

/** The character after the separator: what a key with more behind the separator comes before. */
const AFTER_SEPARATOR = '`';

/** What a tenant's id and the separator leave of a key. */
const MAX_USER_KEY_LENGTH = MAX_KEY_LENGTH - 36 - SEPARATOR.length;

/** UTF-16 code units of a long text that its key begins with, so that it can be recognised: at most 320 when all are encoded. */
const RECOGNISABLE_LENGTH = 64;

/**
 * A user's id as a part of a key: as ids are compared, without regard to case, and encoded. Kinds of identity are not told
 * apart, because the same identity comes with its kind in one place and without it in another, and because their ids
 * look different (GUIDs, `+` and digits, `8:acs:…`, `teamsvisitor:…`).
 * What is too long for a key becomes its beginning, `!sha256.` (which no encoded text contains) and the SHA-256.
 */
export function userKeyPart(userId: string): string {
  // As cells hold it, from which the index is made.
  const id = comparableId(userId.toWellFormed());
  return shortened(encodeKeyPart(id), id, MAX_USER_KEY_LENGTH);
}

function shortened(part: string, text: string, mostLength: number): string {
  if (part.length <= mostLength) return part;
  const sha256 = createHash('sha256').update(text).digest('hex');
  return `${encodeKeyPart(text.slice(0, RECOGNISABLE_LENGTH))}${ESCAPE}sha256.${sha256}`;
}

/**
 * The row key of a value in a day's summaries: `dimension!value`, the value encoded; `total` for the whole day. A value
 * that is too long is shortened as the id of a user is.
 */
export function summaryRowKey(dimension: string, value: string | undefined): string {
  if (value === undefined) return dimension;
  const text = value.toWellFormed();
  const prefix = dimension + ESCAPE;
  return prefix + shortened(encodeKeyPart(text), text, MAX_KEY_LENGTH - prefix.length);
}

/** The row key of a person in People: `person_id`, without regard to case. */
export function personRowKey(id: string): string {
  return `person${SEPARATOR}${encodeKeyPart(comparableId(id))}`;
}

/** The row key of a word by which a person is found in People: `word_word_id`. */
export function personWordKey(word: string, id: string): string {
  return personWordPrefix(word) + SEPARATOR + encodeKeyPart(id);
}

/** With it begin the row keys of the words that begin so. */
export function personWordPrefix(beginning: string): string {
  return `word${SEPARATOR}${encodeKeyPart(beginning)}`;
}

/** Where all generations of a call's rows stand in a child table. */
export function childRange(table: ChildTableName, call: CallPlace): KeyRange {
  return { partitionKey: childPartition(table, call), rowKeyPrefix: childOwner(table, call) + SEPARATOR };
}

/** Where one generation of a call's rows stands in a child table. */
export function generationRange(
  table: ChildTableName,
  call: CallPlace,
  generation: GenerationName,
): KeyRange {
  const { partitionKey, rowKeyPrefix } = childRange(table, call);
  return { partitionKey, rowKeyPrefix: rowKeyPrefix + generation + SEPARATOR };
}

/** Where the rows at some first positions stand among those of a generation: of some sessions, say; both included. */
export function positionsRange({ partitionKey, rowKeyPrefix }: KeyRange, first: number, last: number) {
  return {
    partitionKey,
    rowKeyFrom: rowKeyPrefix + ordinal(first),
    rowKeyBefore: rowKeyPrefix + ordinal(last) + AFTER_ALL,
  };
}

/**
 * The key of a child row.
 * The positions are those of Graph's arrays, outermost first: Graph repeats ids inside one record.
 */
export function childKey(
  table: ChildTableName,
  call: CallPlace,
  generation: GenerationName,
  positions: ReadonlyArray<number>,
): RowKey {
  const { partitionKey, rowKeyPrefix } = generationRange(table, call, generation);
  return { partitionKey, rowKey: rowKeyPrefix + positions.map(ordinal).join(SEPARATOR) };
}

function childPartition(table: ChildTableName, call: CallPlace): string {
  return table === 'MediaStreams' ? streamsPartition(call) : call.callId;
}

/**
 * A sixteenth of a day, `tenantId_yyyy-MM-dd_x` with the first digit of the call id: one partition takes 2,000 rows/s at
 * most, and 600,000 calls a day need more. https://learn.microsoft.com/azure/storage/tables/scalability-targets
 */
function streamsPartition({ tenantId, callId, firstStartDateTime }: CallPlace): string {
  return dayPartition(tenantId, dayOf(firstStartDateTime)) + SEPARATOR + callId.charAt(0);
}

/** MediaStreams is partitioned by day, so its row keys begin with the call; the others the other way round. */
function childOwner(table: ChildTableName, call: CallPlace): string {
  return table === 'MediaStreams' ? call.callId : call.tenantId;
}
