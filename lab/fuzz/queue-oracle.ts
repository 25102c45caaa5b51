/**
 * What a message of the queue must look like to be worked on, from docs/proofs.md. Its trace context may be anything: it
 * only connects logs.
 */

import { TENANT_ID } from './ours.ts';
import { guidIn, isObject } from './webhook-oracle.ts';

export interface ReadMessage {
  readonly callId: string;
  readonly reason: string;
  readonly attempt: number;
}

const REASONS = ['notification', 'pending', 'reconcile', 'replay'];

/** The message that the text holds for this tenant, or undefined when it holds none. */
export function readMessage(text: string): ReadMessage | undefined {
  let body: unknown;
  try {
    // A byte order mark says nothing.
    body = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
  if (!isObject(body)) return undefined;
  const { schema, tenantId, reason, attempt, firstSeenAt } = body;
  const callId = guidIn(body.callId);
  const isMessage =
    schema === 1 &&
    guidIn(tenantId) === TENANT_ID &&
    typeof reason === 'string' &&
    REASONS.includes(reason) &&
    typeof attempt === 'number' &&
    Number.isSafeInteger(attempt) &&
    attempt >= 0 &&
    isDateTime(firstSeenAt);
  return isMessage && callId !== undefined ? { callId, reason, attempt } : undefined;
}

/** ISO 8601 with seconds and an offset, of the calendar, in the years 0 to 9999 of UTC. */
function isDateTime(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,12})?([Zz]|([+-])(\d\d):(\d\d))$/.exec(
    value,
  );
  if (parts === null) return false;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number);
  const [offsetHours, offsetMinutes] = [Number(parts[10] ?? 0), Number(parts[11] ?? 0)];
  if (month === undefined || day === undefined || month < 1 || month > 12) return false;
  const lengths = [31, isLeap(Number(year)) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  if (day < 1 || day > Number(lengths[month - 1])) return false;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return false;
  if (offsetHours > 23 || offsetMinutes > 59) return false;
  const utcYear = new Date(value.toUpperCase()).getUTCFullYear();
  return utcYear >= 0 && utcYear <= 9_999;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
